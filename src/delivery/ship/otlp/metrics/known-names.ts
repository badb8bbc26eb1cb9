/**
 * The methods, tools and prompts that a server really has. A client may ask for any name; as an attribute of a metric each
 * would be a series of its own, for ever. Real names are limited too.
 */

import type { Attributes } from '../encode/messages.js';
import { isOutbound, roleOf } from '../span/operation.js';
import { isObject, type RecordedEvent } from '../span/recorded-event.js';
import type { Allowance } from './budget.js';
import { PROTOCOL_METHODS } from './protocol-methods.js';

const OTHER = '_OTHER';
const METHODS = 'methods';
const ATTRIBUTES = [
  ['mcp.method.name', METHODS],
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

/** Whether the reply has names. */
export const isList = ({ mcp_method }: RecordedEvent): boolean => LISTS.has(mcp_method);

export class KnownNames {
  readonly #names = new Set([...PROTOCOL_METHODS].map((method) => `${METHODS}/${method}`));
  /** Names of all servers. */
  readonly #allowance: Allowance;

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  /** Notes the names that `event` proves: what the server has listed, and what it has answered successfully. */
  learn(event: RecordedEvent): void {
    // What the server sends it has not been told by a client; a notification is answered by nobody.
    if (isOutbound(event) || (!event.is_error && roleOf(event) === 'request')) this.#add(METHODS, event.mcp_method);
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

  /** `attributes` with `_OTHER` for each name that the server has not shown. */
  limit(attributes: Attributes): Attributes {
    const unknown = ATTRIBUTES.filter(([attribute, list]) => !this.#isKnown(list, attributes[attribute]));
    if (unknown.length === 0) return attributes;
    return { ...attributes, ...Object.fromEntries(unknown.map(([attribute]) => [attribute, OTHER])) };
  }

  #isKnown(list: string, name: unknown): boolean {
    return name === undefined || this.#names.has(`${list}/${String(name)}`);
  }

  release(): void {
    this.#allowance.giveBack(this.#names.size - PROTOCOL_METHODS.size);
  }

  #add(list: string, name: unknown): void {
    if (typeof name !== 'string' || this.#isKnown(list, name)) return;
    if (this.#allowance.take()) this.#names.add(`${list}/${name}`);
  }
}
