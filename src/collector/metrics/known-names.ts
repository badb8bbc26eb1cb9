/** Which tools and prompts exist. A client can ask for any name; one that no server has must not become a label. */
import type { Row } from '../../analysis/rows/row.js';

const MAX_NAMES = 500;
const OTHER = '_OTHER';

export class KnownNames {
  readonly #names = new Set<string>();

  list(names: readonly string[]): void {
    for (const name of names) if (this.#names.size < MAX_NAMES) this.#names.add(name);
  }

  /** A call that succeeded proves that the name exists. */
  nameOf({ event_name, status }: Row): string {
    if (status === 'ok') this.list([event_name]);
    return this.#names.has(event_name) ? event_name : OTHER;
  }
}
