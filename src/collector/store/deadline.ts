/** How long a query may search before it answers with what it has. */
import { performance } from 'node:perf_hooks';

export interface Deadline {
  readonly passed: () => boolean;
}

export function deadlineIn(ms: number): Deadline {
  const at = performance.now() + ms;
  return { passed: () => performance.now() > at };
}
