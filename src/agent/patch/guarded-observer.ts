/** Keeps errors of an observer away from the host: they are counted, and the host's own call continues. */
import { genuinely } from '../../genuine/genuinely.js';
import type { ConnectionObserver } from '../../model.js';

export type OnFault = (error: unknown) => void;

/** What `step` returns, or `undefined` where it fails: the host's own call continues. */
export function attempt<T>(step: () => T, onFault: OnFault): T | undefined {
  try {
    return genuinely(step);
  } catch (error) {
    onFault(error);
    return undefined;
  }
}

export function guardObserver(observer: ConnectionObserver, onFault: OnFault): ConnectionObserver {
  return aroundObserver(observer, (report) => attempt(report, onFault));
}

/** `observer`, with `report` called before it learns which server has taken over its connection. */
export function onServed(observer: ConnectionObserver, report: (server: object) => void): ConnectionObserver {
  return {
    ...aroundObserver(observer, (call) => call()),
    served(server) {
      report(server);
      observer.served(server);
    },
  };
}

type Run = <T>(report: () => T) => T | undefined;

/** `observer`, with `run` around each call: it decides whether the call is made. */
export function aroundObserver(observer: ConnectionObserver, run: Run): ConnectionObserver {
  return {
    served: (server) => run(() => observer.served(server)),
    inbound: (message, extra, peer) => run(() => observer.inbound(message, extra, peer)),
    callOf: (message) => run(() => observer.callOf(message)),
    spanOf: (call) => run(() => observer.spanOf(call)),
    carriedBy: (during) => run(() => observer.carriedBy(during)),
    outbound: (message, options, during) => run(() => observer.outbound(message, options, during)),
    unsent: (what, error) => run(() => observer.unsent(what, error)),
    handlerFailed: (during, error) => run(() => observer.handlerFailed(during, error)),
    taskEnded: (outcome, during) => run(() => observer.taskEnded(outcome, during)),
    rejected: (rejection) => run(() => observer.rejected(rejection)),
    transportFailed: (error) => run(() => observer.transportFailed(error)),
    closed: () => run(() => observer.closed()),
  };
}
