/**
 * Over HTTP, revision 2026-07-28 has no message that cancels a request: its client closes the stream of the response, which
 * the server must take as a cancellation (#10). Earlier revisions say that it must not.
 */
import { fieldOf } from '../../sdk-object.js';
import { type Failure, unanswered } from './failure.js';
import { isRecord } from './json-rpc.js';

export const WITHDRAWN: Failure = unanswered(
  'cancelled',
  'cancelled: the client has closed the stream of the response',
);

/**
 * The signal of the HTTP request that carried a request of that revision, which it names itself. Weak: a call may be kept
 * for longer than that.
 */
export function disconnectSignalOf(revision: string, extra: unknown): WeakRef<object> | undefined {
  const signal = revision === '' ? undefined : fieldOf(fieldOf(extra, 'request'), 'signal');
  return isRecord(signal) ? new WeakRef(signal) : undefined;
}

export const isAborted = (signal: WeakRef<object> | undefined): boolean => fieldOf(signal?.deref(), 'aborted') === true;
