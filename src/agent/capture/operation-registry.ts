/**
 * Joins the rounds of one operation (SEP-2322): a server answers `input_required`, and the client repeats its request
 * with the answers. Rounds may come on different connections, so this belongs to the process.
 */
import { shortHash } from '../../short-hash.js';
import { isRecord, type Params } from './json-rpc.js';
import { LimitedMap } from './limited-map.js';

const OPERATION_LIMIT = 1000;

/** What identifies the next round when the server gave no `requestState` to repeat. */
export interface Round {
  /** Who asks: a session, or where each request has a connection of its own, the client. */
  readonly scope: string;
  readonly method: string;
  readonly name: string;
  readonly inputs: readonly string[];
}

export class OperationRegistry {
  readonly #operations = new LimitedMap<string, string>(OPERATION_LIMIT);

  /** The operation `id` continues with the next round that repeats `requestState`, or else resembles this one. */
  expect(id: string, requestState: unknown, round: Round): void {
    this.#operations.set(keyOf(requestState, round), id);
  }

  /** The operation of which a request is a later round: see `isLaterRound`. */
  of({ scope, method, name, params }: Omit<Round, 'inputs'> & { readonly params: Params }): string | undefined {
    const { requestState, inputResponses } = params;
    const inputs = isRecord(inputResponses) ? Object.keys(inputResponses) : [];
    return this.#operations.get(keyOf(requestState, { scope, method, name, inputs }));
  }
}

/** Whether a request repeats an earlier one, with what the server has asked for. */
export function isLaterRound({ requestState, inputResponses }: Params): boolean {
  return requestState !== undefined || inputResponses !== undefined;
}

/** Of a fixed length, whatever the client and the server choose. */
function keyOf(requestState: unknown, { scope, method, name, inputs }: Round): string {
  const text =
    typeof requestState === 'string'
      ? `state ${requestState}`
      : JSON.stringify([scope, method, name, [...inputs].sort()]);
  return shortHash(text, 16);
}
