/**
 * Listeners on `process` that do not count toward its limit: a host with ten listeners of its own gets no
 * MaxListenersExceededWarning because of ours, and gets it as usual for an eleventh of its own (#9 B7).
 */
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
  if (!isWatching) process.on('newListener', beforeListener);
  isWatching = true;
  own.set(event, { listener, position });
  const giveBack = raiseLimit();
  Reflect.apply(position === 'first' ? process.prependListener : process.on, process, [event, listener]);
  giveBack();
}

export function stopListening(event: string): void {
  const mine = own.get(event);
  own.delete(event);
  if (mine !== undefined) process.removeListener(event, mine.listener);
}

/** The host is about to add a listener. Node compares the count with the limit right after this. */
function beforeListener(event: string | symbol, listener: unknown): void {
  const mine = typeof event === 'string' ? own.get(event) : undefined;
  if (typeof event !== 'string' || mine === undefined || listener === mine.listener) return;
  const limit = process.getMaxListeners();
  const count = process.listenerCount(event);
  if (limit === 0 || count < limit) return;
  if (count === limit) {
    soon(raiseLimit());
  } else if (count === limit + 1) {
    // One too many of the host's own: it gets its warning, with its own count.
    stopListening(event);
    soon(() => listenToProcess(event, mine.listener, mine.position));
  }
}

/** Until the function that it returns is called. Keeps a limit that was never set as it was. */
function raiseLimit(): () => void {
  const before: unknown = Reflect.get(process, '_maxListeners');
  const limit = process.getMaxListeners();
  // 0 stands for no limit.
  if (limit === 0) return () => {};
  const raised = limit + 1;
  process.setMaxListeners(raised);
  return () => {
    if (process.getMaxListeners() === raised) Reflect.set(process, '_maxListeners', before);
  };
}
