/** Destinations that are not part of the worker's program: another text, run before it, offers them here. */
import type { Target } from '../target.js';
import type { CreateDestination } from './worker.js';

const KEY = Symbol.for('mcpwatch.destinations');

export function offerDestination(kind: Target['kind'], create: CreateDestination): void {
  Reflect.set(globalThis, KEY, new Map([[kind, create]]));
}

export function offeredDestination(kind: Target['kind']): CreateDestination | undefined {
  const offered: unknown = Reflect.get(globalThis, KEY);
  return offered instanceof Map ? offered.get(kind) : undefined;
}
