/** How long a query may search before it answers with what it has. */

export interface Deadline {
  readonly passed: () => boolean;
}

export function deadlineIn(ms: number): Deadline {
  const at = performance.now() + ms;
  return { passed: () => performance.now() > at };
}
