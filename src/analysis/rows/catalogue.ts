/** What a server offers: its tools, prompts or resources, from the replies to its list requests. */

export type CatalogueKind = 'tools' | 'prompts' | 'resources';

export interface CatalogueEntry {
  readonly name: string;
  /** As JSON, in UTF-8. */
  readonly bytes: number;
  readonly description_bytes: number;
  readonly schema_bytes: number;
  /** The definition as JSON text. */
  readonly text: string;
  /** The page that it was on, as `CatalogueSeen` has it. */
  readonly page?: string;
}

/** One reply: `isPartial` where the list has several pages. */
export interface CatalogueSeen {
  readonly server_name: string;
  readonly kind: CatalogueKind;
  readonly at_ms: number;
  readonly entries: readonly CatalogueEntry[];
  readonly isPartial: boolean;
  /** Which page, by its cursor; absent where that is not known. */
  readonly page?: string;
  /** Whether `text` is what the server has sent: without payloads there are the names and sizes only. */
  readonly isDefined: boolean;
}

export interface CatalogueChange {
  readonly at_ms: number;
  readonly name: string;
  /** JSON texts; `null`: there was none. */
  readonly from: string | null;
  readonly to: string | null;
}

/** The newest state of one list. */
export interface Catalogue {
  readonly server_name: string;
  readonly kind: CatalogueKind;
  readonly seen_ms: number;
  readonly entries: readonly CatalogueEntry[];
  /** Newest last; limited. */
  readonly changes: readonly CatalogueChange[];
}

const MAX_CHANGES = 200;

/** An entry that is seen on another page so soon has moved there. */
const MOVED_WITHIN_MS = 60_000;

/** The catalogue after a reply. The first reply makes it, and is not a change. */
export function withReply(before: Catalogue | undefined, seen: CatalogueSeen): Catalogue {
  const { server_name, kind, at_ms } = seen;
  const entries = seen.page === undefined ? seen.entries : onPage(seen.entries, seen.page);
  if (before === undefined) return { server_name, kind, seen_ms: at_ms, entries, changes: [] };
  if (at_ms < before.seen_ms) return before;
  const old = new Map(before.entries.map((entry) => [entry.name, entry]));
  const now = new Map(keptBeside(seen, before.entries).map((entry) => [entry.name, entry]));
  for (const entry of entries) now.set(entry.name, entry);
  const found = new Set([...now.keys()].filter((name) => !old.has(name)));
  const earlier = seen.isPartial ? withoutMoves(before.changes, found, at_ms) : before.changes;
  const names = [...new Set([...old.keys(), ...now.keys()])];
  const changes = names.flatMap((name): CatalogueChange[] => {
    const [from = null, to = null] = [old.get(name)?.text, now.get(name)?.text];
    // A page that only now has been read adds entries; they may have been there all along.
    const isKnown = from === to || (seen.isPartial && from === null);
    return isKnown ? [] : [{ at_ms, name, from, to }];
  });
  return {
    server_name,
    kind,
    seen_ms: at_ms,
    entries: [...now.values()],
    changes: [...earlier, ...changes].slice(-MAX_CHANGES),
  };
}

const onPage = (entries: readonly CatalogueEntry[], page: string) => entries.map((entry) => ({ ...entry, page }));

/** What a page says nothing of: the entries of other pages. */
function keptBeside({ isPartial, page }: CatalogueSeen, entries: readonly CatalogueEntry[]): readonly CatalogueEntry[] {
  if (!isPartial) return [];
  return page === undefined ? entries : entries.filter((entry) => entry.page !== page);
}

/** An entry that left one page, because another was put before it, has not been removed. */
function withoutMoves(
  changes: readonly CatalogueChange[],
  found: ReadonlySet<string>,
  nowMs: number,
): readonly CatalogueChange[] {
  return changes.filter(({ at_ms, name, to }) => to !== null || !found.has(name) || nowMs - at_ms > MOVED_WITHIN_MS);
}
