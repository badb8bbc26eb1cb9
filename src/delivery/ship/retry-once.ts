/** A short interruption should not cost more than a second: a failed batch gets a second attempt before it has to wait. */
import type { Outcome } from './destination.js';

export const RETRY_AFTER_MS = 1000;

/** `pause` waits before the second attempt; when it resolves to false, none is made. */
export async function retryOnce(
  attempt: () => Promise<Outcome>,
  pause: (ms: number) => Promise<boolean>,
): Promise<Outcome> {
  const first = await attempt();
  if (first.status !== 'retryable' || first.pauseMs !== undefined) return first;
  return (await pause(RETRY_AFTER_MS)) ? attempt() : first;
}
