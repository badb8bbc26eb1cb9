/**
 * Joins the rounds of one operation (SEP-2322): a server answers `input_required`, and the client repeats its request
 * with the answers. Rounds may come on different connections, so this belongs to the process.
 */
import { shortHash } from '../../short-hash.js';
import { isRecord, type Params } from './json-rpc.js';
import { LimitedMap } from './limited-map.js';

const OPERATION_LIMIT = 1000;
/** Operations that nothing tells apart. */
const ALIKE_LIMIT = 100;

/** A request that its next round repeats. */
export interface Round {
  readonly method: string;
  readonly name: string;
  readonly recordedJson: string;
}

/** What a server asks for: the next round repeats the state, if there is one, and answers each of the inputs. */
export interface Asked {
  readonly requestState: unknown;
  readonly inputs: readonly string[];
}

export class OperationRegistry {
  readonly #expected = new LimitedMap<string, string[]>(OPERATION_LIMIT);

  /** The operation `id` continues with a round that repeats this one, and has what is asked for. */
  expect(id: string, round: Round, scope: string, asked: Asked): void {
    const key = keyOf(round, scope, asked);
    const alike = this.#expected.take(key) ?? [];
    alike.push(id);
    if (alike.length > ALIKE_LIMIT) alike.shift();
    this.#expected.set(key, alike);
  }

  /** The operation that a later round continues (see `isLaterRound`): of several that are alike the oldest, each once. */
  take(round: Round, scope: string, { requestState, inputResponses }: Params): string | undefined {
    const inputs = isRecord(inputResponses) ? Object.keys(inputResponses) : [];
    const key = keyOf(round, scope, { requestState, inputs });
    const alike = this.#expected.take(key) ?? [];
    const id = alike.shift();
    if (alike.length > 0) this.#expected.set(key, alike);
    return id;
  }
}

/** Whether a request repeats an earlier one, with what the server has asked for. */
export function isLaterRound({ requestState, inputResponses }: Params): boolean {
  return requestState !== undefined || inputResponses !== undefined;
}

/**
 * Of a fixed length, whatever the client and the server choose. `scope`: who asks; the state says that better where the
 * server gave one.
 */
function keyOf({ method, name, recordedJson }: Round, scope: string, { requestState, inputs }: Asked): string {
  const who = typeof requestState === 'string' ? ['state', requestState] : [scope, ...[...inputs].sort()];
  return shortHash(JSON.stringify([method, name, recordedJson, ...who]), 16);
}
