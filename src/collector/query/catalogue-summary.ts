/** What a server's list weighs. */
import type { Catalogue } from '../../analysis/rows/catalogue.js';
import { isoTime } from '../../analysis/rows/row.js';

export interface CatalogueSummary {
  readonly server_name: string;
  readonly kind: Catalogue['kind'];
  readonly seen_at: string;
  readonly entries: number;
  readonly bytes: number;
  readonly tokens_estimate: number;
  readonly largest: readonly { readonly name: string; readonly bytes: number }[];
}

const LARGEST_LISTED = 20;
/** A rough average over JSON and English prose in current encodings. */
const BYTES_PER_TOKEN = 4;

export function tokensOf(bytes: number): number {
  return Math.round(bytes / BYTES_PER_TOKEN);
}

export function catalogueSummary({ server_name, kind, seen_ms, entries }: Catalogue): CatalogueSummary {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const largest = [...entries].sort((a, b) => b.bytes - a.bytes).slice(0, LARGEST_LISTED);
  return {
    server_name,
    kind,
    seen_at: isoTime(seen_ms),
    entries: entries.length,
    bytes,
    tokens_estimate: tokensOf(bytes),
    largest: largest.map(({ name, bytes: own }) => ({ name, bytes: own })),
  };
}
