/**
 * The async context in which mcpwatch was loaded. Whatever lives long (timers, ports, threads, sockets) is created in it:
 * in the context of the host's first request it would keep that request's AsyncLocalStorage stores alive (#9 C11).
 */
import { AsyncResource } from 'node:async_hooks';

const loaded = new AsyncResource('mcpwatch', { requireManualDestroy: true });

export function inEmptyContext<T>(run: () => T): T {
  return loaded.runInAsyncScope(run);
}
