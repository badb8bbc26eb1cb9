/**
 * The tools and prompts that a server really has. A client may ask for any name; as an attribute of a metric each would
 * be a series of its own, for ever.
 */

import type { Attributes } from '../encode/messages.js';
import { isObject, type RecordedEvent } from '../span/recorded-event.js';

const OTHER = '_OTHER';
/** More than a metric may have series. */
const MOST_NAMES = 2000;
const ATTRIBUTES = [
  ['gen_ai.tool.name', 'tools'],
  ['gen_ai.prompt.name', 'prompts'],
] as const;
/** The property of a list's reply that holds its entries. */
const LISTS: ReadonlyMap<string, string> = new Map([
  ['tools/list', 'tools'],
  ['prompts/list', 'prompts'],
]);
/** Calls whose success proves that the name exists. */
const CALLS: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'tools'],
  ['prompts/get', 'prompts'],
]);

export class KnownNames {
  readonly #names = new Set<string>();

  /** Notes the names that `event` proves: what the server has listed, and what it has answered successfully. */
  learn(event: RecordedEvent): void {
    if (event.is_error) return;
    const call = CALLS.get(event.mcp_method);
    if (call !== undefined) this.#add(call, event.event_name);
    const list = LISTS.get(event.mcp_method);
    const entries = list !== undefined && isObject(event.response_content) ? event.response_content[list] : undefined;
    if (list === undefined || !Array.isArray(entries)) return;
    for (const entry of entries) if (isObject(entry)) this.#add(list, entry['name']);
  }

  /** The names in `attributes`, which were limited before. */
  know(attributes: Attributes): void {
    for (const [attribute, list] of ATTRIBUTES) this.#add(list, attributes[attribute]);
  }

  /** `attributes` with `_OTHER` for a name that the server has not shown. */
  limit(attributes: Attributes): Attributes {
    for (const [attribute, list] of ATTRIBUTES) {
      const name = attributes[attribute];
      if (name !== undefined && !this.#names.has(`${list}/${String(name)}`))
        return { ...attributes, [attribute]: OTHER };
    }
    return attributes;
  }

  #add(list: string, name: unknown): void {
    if (typeof name === 'string' && this.#names.size < MOST_NAMES) this.#names.add(`${list}/${name}`);
  }
}
