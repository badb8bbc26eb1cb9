/**
 * Listeners on `process` that do not count toward its limit: a host with ten listeners of its own gets no
 * MaxListenersExceededWarning because of ours, and gets it as usual for an eleventh of its own (#9 B7).
 */
import { guarded } from '../guarded.js';
import { soon } from '../real-time.js';

type Listener = (...args: unknown[]) => void;
type Position = 'first' | 'last';

interface Own {
  readonly listener: Listener;
  readonly position: Position;
}

const own = new Map<string, Own>();
let isWatching = false;

/** Adds our one listener for `event`. */
export function listenToProcess(event: string, listener: Listener, position: Position = 'last'): void {
  if (!isWatching) process.on('newListener', guarded(beforeListener));
  isWatching = true;
  // Node calls it by `apply`, which a host may have replaced (#9 B11).
  Object.defineProperty(listener, 'apply', { value: Function.prototype.apply });
  own.set(event, { listener, position });
  raiseLimit();
  Reflect.apply(position === 'first' ? process.prependListener : process.on, process, [event, listener]);
  lowerLimit();
}

export function stopListening(event: string): void {
  const mine = own.get(event);
  own.delete(event);
  if (mine !== undefined) process.removeListener(event, mine.listener);
}

/** The host is about to add a listener. Node compares the count with the limit right after this. */
function beforeListener(event: unknown, listener: unknown): void {
  const mine = typeof event === 'string' ? own.get(event) : undefined;
  if (typeof event !== 'string' || mine === undefined || listener === mine.listener) return;
  const limit = raised?.limit ?? process.getMaxListeners();
  const count = process.listenerCount(event);
  if (count === limit) {
    raiseLimit();
    soon(guarded(lowerLimit));
  } else if (count === limit + 1) {
    // One too many of the host's own: it gets its warning, with its own numbers.
    lowerLimit();
    stopListening(event);
    soon(guarded(() => listenToProcess(event, mine.listener, mine.position)));
  }
}

/** While the limit counts one more for ours: the host's limit, and how it was set (perhaps never). */
let raised: { readonly limit: number; readonly setting: unknown } | undefined;

function raiseLimit(): void {
  const limit = process.getMaxListeners();
  // 0 stands for no limit.
  if (raised !== undefined || limit === 0) return;
  raised = { limit, setting: Reflect.get(process, '_maxListeners') };
  process.setMaxListeners(limit + 1);
}

function lowerLimit(): void {
  if (raised === undefined) return;
  const { limit, setting } = raised;
  raised = undefined;
  // Unless the host has set it since.
  if (process.getMaxListeners() === limit + 1) Reflect.set(process, '_maxListeners', setting);
}
