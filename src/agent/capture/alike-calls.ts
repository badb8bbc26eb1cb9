/**
 * What calls have in common, as one event for all that are alike: most calls of a session differ in nothing but ids, time and
 * params, and what is the same is then written once (#10).
 */
import type { McpWatchEvent } from '../../model.js';
import type { Attributes } from './attributes.js';
import type { Call } from './call.js';
import type { EventContext } from './event.js';
import { LimitedMap } from './limited-map.js';
import type { Party } from './parties.js';

/** What tells calls with the same name and method apart. */
export interface CallSetting {
  readonly context: EventContext;
  /** Of the call, except for its request id. */
  readonly attributes: Attributes;
}

/** Names that are kept for each session, and for all sessions of one request each. */
const LIMIT = 50;

export class AlikeCalls {
  readonly #known = new LimitedMap<string, { readonly setting: CallSetting; readonly like: McpWatchEvent }>(LIMIT);

  /** The event of an earlier call that was like this one, or else what `make` returns. */
  of({ method, name }: Call, setting: CallSetting, make: () => McpWatchEvent): McpWatchEvent {
    const key = method === name ? method : `${method} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined && isSame(known.setting, setting)) return known.like;
    const like = make();
    this.#known.take(key);
    this.#known.set(key, { setting, like });
    return like;
  }
}

function isSame(
  { context: one, attributes }: CallSetting,
  { context: other, attributes: others }: CallSetting,
): boolean {
  return (
    one.transportType === other.transportType &&
    one.revision === other.revision &&
    isSameParty(one.server, other.server) &&
    isSameParty(one.client, other.client) &&
    (attributes === others || (isIn(attributes, others) && isIn(others, attributes)))
  );
}

const isSameParty = (one: Party, other: Party): boolean =>
  one === other || (one.name === other.name && one.version === other.version);

function isIn(attributes: Attributes, others: Attributes): boolean {
  for (const name in attributes) if (attributes[name] !== others[name]) return false;
  return true;
}
