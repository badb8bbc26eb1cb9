/** What is said of the calls and tasks that are open when their connection or the process ends, and in which it died. */
import { Call } from './call.js';
import type { Failure } from './failure.js';
import { crashOf, type End, endFailure } from './process-death.js';

export interface Ending {
  /** `missing`: what the call, or its task, will not have, such as `no reply`. */
  failureOf(call: Call, missing: string): Failure;
  /** For a session that has no open call to say so. */
  readonly crash: Failure | undefined;
}

/** The span of the call in which the process died. */
const DIED_IN = 'mcpwatch.died_in';

/** `isOpen`: whether a call, or its task, is open at that time. */
export function endingOf(end: End, isOpen: (call: Call) => boolean = () => false): Ending {
  const during = typeof end === 'string' || end.kind === 'signal' ? undefined : end.during;
  const culprit = during instanceof Call ? during : undefined;
  const tellsItself = culprit !== undefined && isOpen(culprit);
  const crash = crashOf(end);
  return {
    failureOf(call, missing) {
      if (culprit === undefined || call === culprit) return endFailure(end, missing);
      return pointing(tellsItself ? diedIn(culprit, missing) : endFailure(end, missing), culprit);
    },
    crash: crash && culprit ? pointing(crash, culprit) : crash,
  };
}

const diedIn = ({ title }: Call, missing: string): Failure => ({
  code: null,
  message: `${missing}: the process died in ${title}`,
  attributes: { 'error.type': 'process_died' },
});

const pointing = (failure: Failure, { spanId }: Call): Failure => ({
  ...failure,
  attributes: { ...failure.attributes, [DIED_IN]: spanId },
});
