/** The tools, resources and prompts that servers list, joined over all pages and sessions. */
import { canonicalJson } from '../json.js';
import type { CatalogueEntry, CatalogueKind, CatalogueSeen } from '../rows/catalogue.js';

export interface ListSeen {
  readonly server: string;
  readonly kind: CatalogueKind;
  readonly entries: readonly CatalogueEntry[];
  /** Size of all entries together, as JSON. */
  readonly bytes: number;
  /** Names that were defined differently in different sessions. */
  readonly ambiguous: readonly string[];
  /** Whether all entries have their definitions: without payloads there are the names and sizes only. */
  readonly isDefined: boolean;
}

interface Mutable {
  readonly server: string;
  readonly kind: CatalogueKind;
  readonly entries: Map<string, CatalogueEntry>;
  readonly ambiguous: Set<string>;
  /** Names of which no definition was seen. */
  readonly undefined: Set<string>;
}

export class Lists {
  readonly #lists = new Map<string, Mutable>();

  add({ server_name: server, kind, entries, isDefined }: CatalogueSeen): void {
    const key = `${kind} ${server}`;
    const list = this.#lists.get(key) ?? {
      server,
      kind,
      entries: new Map(),
      ambiguous: new Set(),
      undefined: new Set(),
    };
    this.#lists.set(key, list);
    for (const entry of entries) {
      const first = list.entries.get(entry.name);
      // A definition is worth more than the name alone, whichever came first.
      const known = first !== undefined && isDefined && list.undefined.delete(entry.name) ? undefined : first;
      if (!isDefined) {
        if (known !== undefined) continue;
        list.undefined.add(entry.name);
      }
      if (known !== undefined && known.text !== entry.text) list.ambiguous.add(entry.name);
      // Workers run in any order: which of two definitions is taken must not depend on it.
      if (known === undefined || canonical(entry) < canonical(known)) list.entries.set(entry.name, entry);
    }
  }

  all(): readonly ListSeen[] {
    return [...this.#lists.values()].map(({ server, kind, entries, ambiguous, undefined: bare }) => {
      const sorted = [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      const bytes = sorted.reduce((sum, entry) => sum + entry.bytes, 0);
      return { server, kind, entries: sorted, bytes, ambiguous: [...ambiguous].sort(), isDefined: bare.size === 0 };
    });
  }
}

const canonical = ({ text }: CatalogueEntry): string => canonicalJson(JSON.parse(text));
