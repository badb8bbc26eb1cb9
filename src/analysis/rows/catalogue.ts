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
}

/** One reply: `isPartial` where the list has several pages. */
export interface CatalogueSeen {
  readonly server_name: string;
  readonly kind: CatalogueKind;
  readonly at_ms: number;
  readonly entries: readonly CatalogueEntry[];
  readonly isPartial: boolean;
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

/** The catalogue after a reply. The first reply makes it, and is not a change. */
export function withReply(before: Catalogue | undefined, seen: CatalogueSeen): Catalogue {
  const { server_name, kind, at_ms, entries } = seen;
  if (before === undefined) return { server_name, kind, seen_ms: at_ms, entries, changes: [] };
  if (at_ms < before.seen_ms) return before;
  const old = new Map(before.entries.map((entry) => [entry.name, entry]));
  const now = new Map(seen.isPartial ? old : []);
  for (const entry of entries) now.set(entry.name, entry);
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
    changes: [...before.changes, ...changes].slice(-MAX_CHANGES),
  };
}
