/**
 * One signal that ends the process. Without mcpwatch it meets the host's listeners, or ends the process when there are
 * none. Both must stay so:
 * - our listener comes first and, when others follow, hides until they have run: libraries like signal-exit
 *   raise the signal again only if theirs are the only listeners;
 * - a listener of the host that ran before ours and has left since (`prependOnceListener`) counts as one;
 * - when the last other listener leaves while ours hides, ours comes back at once, so that a host that removes its
 *   listener and raises the signal again (signal-exit does) still ends through it;
 * - an event that somebody emits is not a signal: without listeners it has no effect (#9 B8);
 * - process 1 of a container survives signals that nobody handles: nothing ends there (#9 A10).
 */
import { executionAsyncResource } from 'node:async_hooks';
import { guarded } from '../guarded.js';
import { nextTurn, soon } from '../real-time.js';
import { listenToProcess, stopListening } from './process-listener.js';

export type EndSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

/** What runs before the signal ends the process. The process can be ended from `onLongWait` on. */
export type BeforeEnd = (onLongWait: () => void) => void;

/** `leaving`: a listener of the host left in this very turn, perhaps after it took the signal. */
type State = 'listening' | 'hidden' | 'leaving' | 'stopped';

export class SignalWatch {
  readonly #signal: EndSignal;
  readonly #beforeEnd: BeforeEnd;
  #state: State = 'listening';

  constructor(signal: EndSignal, beforeEnd: BeforeEnd) {
    this.#signal = signal;
    this.#beforeEnd = beforeEnd;
    this.#listen();
    process.on('removeListener', this.#onRemoval);
  }

  /** The signal meets the process as it would without us. */
  stop(): void {
    this.#state = 'stopped';
    process.removeListener('removeListener', this.#onRemoval);
    stopListening(this.#signal);
  }

  readonly #onRemoval = guarded((event: unknown, listener: unknown) => this.#onRemoved(event, listener));

  readonly #onSignal = (): void => {
    try {
      this.#take();
    } catch {
      // Whatever went wrong, the signal ends the process as it would without us.
      process.removeListener(this.#signal, this.#onSignal);
      process.kill(process.pid, this.#signal);
    }
  };

  #take(): void {
    const isForHost = process.listenerCount(this.#signal) > 1;
    const hasHostLeft = this.#state === 'leaving';
    if (isForHost) this.#hideForThisTurn();
    if (isForHost || hasHostLeft || isEmitted() || process.pid === 1) return;
    // While we block, no listener can run. Without ours, the same signal again ends the process as it would without us.
    this.#beforeEnd(() => stopListening(this.#signal));
    stopListening(this.#signal);
    process.kill(process.pid, this.#signal);
    // The process may survive all the same, and the next signal counts again.
    this.#state = 'hidden';
    nextTurn(guarded(() => this.#show())).unref?.();
  }

  #listen(): void {
    listenToProcess(this.#signal, this.#onSignal, 'first');
  }

  #hideForThisTurn(): void {
    this.#state = 'hidden';
    stopListening(this.#signal);
    soon(guarded(() => this.#show()));
  }

  #show(): void {
    if (this.#state !== 'hidden') return;
    this.#state = 'listening';
    this.#listen();
  }

  #onRemoved(event: unknown, listener: unknown): void {
    if (event !== this.#signal || listener === this.#onSignal) return;
    if (this.#state === 'hidden') {
      if (process.listenerCount(this.#signal) === 0) this.#show();
      return;
    }
    this.#state = 'leaving';
    soon(() => {
      if (this.#state === 'leaving') this.#state = 'listening';
    });
  }
}

/**
 * Whether JavaScript emitted the event: Node itself emits it in the async context of its signal handle, from no other
 * function. In doubt it was a signal: a host that does not end is worse than one that does.
 */
function isEmitted(): boolean {
  if (executionAsyncResource().constructor?.name === 'Signal') return false;
  const sites = callSites();
  const emit = sites.findLastIndex((site) => site.getFileName() === 'node:events' && site.getFunctionName() === 'emit');
  return emit >= 0 && emit < sites.length - 1;
}

/** The callers of this function. The host's own formatter of stacks must not see this one. */
function callSites(): readonly NodeJS.CallSite[] {
  const names = ['prepareStackTrace', 'stackTraceLimit'];
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(Error, name)] as const);
  const probe: { stack?: unknown } = {};
  let sites: readonly NodeJS.CallSite[] = [];
  try {
    Reflect.set(Error, 'stackTraceLimit', 10);
    Reflect.set(Error, 'prepareStackTrace', (_: Error, found: readonly NodeJS.CallSite[]) => {
      sites = found;
    });
    Error.captureStackTrace(probe);
    // Reading the stack formats it.
    void probe.stack;
  } catch {
    // The host has frozen `Error`.
  }
  for (const [name, descriptor] of before) {
    if (descriptor === undefined) Reflect.deleteProperty(Error, name);
    else Reflect.defineProperty(Error, name, descriptor);
  }
  return sites;
}
