/** Why calls and tasks stay without an outcome: their connection, mcpwatch or the process has ended. */

import { PROCESS_DIED, THREAD_DIED } from '../../sudden-death.js';
import { isMainThread } from '../../threads.js';
import { describeException } from './exception.js';
import { type Failure, unanswered } from './failure.js';

/** How the process ends, as far as it is known beforehand. `during`: the call in whose asynchronous context that is. */
export type Death =
  /** It ran out of work, or called `process.exit`. */
  | { readonly kind: 'exit'; readonly code: number; readonly during?: object | undefined }
  | { readonly kind: 'signal'; readonly signal: string }
  /** An error that nobody caught, or a rejection that nobody handled. */
  | { readonly kind: 'uncaught'; readonly error: unknown; readonly during?: object | undefined };

export type End = 'connection_closed' | 'shutdown' | Death;

/**
 * The failure of a call whose process dies without an exit, so that nothing can be done then: it is killed, aborts, crashes
 * or runs out of memory; or its worker thread is terminated.
 */
const HOW_SUDDENLY = isMainThread ? PROCESS_DIED : THREAD_DIED;
export const SUDDEN_DEATH: Failure = unanswered('process_died', HOW_SUDDENLY);
/** The same of a task. */
export const SUDDEN_TASK_DEATH: Failure = unanswered('process_died', HOW_SUDDENLY.replace('no reply', 'no outcome'));

/** The failure of what is open then; `missing` is what it will not have, such as `no reply`. */
export function endFailure(end: End, missing: string): Failure {
  if (end === 'connection_closed') return unanswered(end, `${missing}: the connection was closed`);
  if (end === 'shutdown') return unanswered(end, `${missing}: mcpwatch was shut down`);
  if (end.kind !== 'uncaught') return unanswered('process_died', `${missing}: the process ${describeEnd(end)}`);
  const exception = describeException(end.error);
  const message = exception['exception.message'] ?? `${missing}: the process died of an uncaught error`;
  return { code: null, message, attributes: { 'error.type': 'process_died', ...exception } };
}

/** The failure of a process that nobody has ended: `undefined` for every other end. */
export function crashOf(end: End): Failure | undefined {
  return typeof end !== 'string' && end.kind === 'uncaught' ? endFailure(end, 'the session ended') : undefined;
}

/** What the process did, as the end of a sentence. */
export function describeEnd(death: Exclude<Death, { kind: 'uncaught' }>): string {
  return death.kind === 'exit' ? `exited with code ${death.code}` : `was ended by ${death.signal}`;
}
