/** `--simulate`: answers senders as the cloud does when a quota is used up or the service is in trouble. */
import { type Answer, failure, type Headers } from '../http/answer.js';
import type { Handler } from '../http/router.js';

export type Simulation =
  | { readonly kind: '429' }
  | { readonly kind: '500' }
  | { readonly kind: 'slow' }
  | { readonly kind: 'quota'; readonly limit: number };

export const SIMULATIONS = '429, 500, slow or quota=<events>';

const SLOW_MS = 12_000;
const RETRY_AFTER_S = 5;

export function parseSimulation(text: string): Simulation | undefined {
  if (text === '429' || text === '500' || text === 'slow') return { kind: text };
  const [, limit] = /^quota=(\d{1,9})$/.exec(text) ?? [];
  return limit === undefined || Number(limit) === 0 ? undefined : { kind: 'quota', limit: Number(limit) };
}

/** Wraps `POST /v1/events`. */
export function simulated(simulation: Simulation, receive: Handler): Handler {
  switch (simulation.kind) {
    case '429':
      return () => refused(quotaHeaders(100, 0, 'exceeded'));
    case '500':
      return () => failure(500, 'failed', 'simulated by --simulate 500');
    case 'slow':
      return async (asked) => {
        await new Promise((resolve) => setTimeout(resolve, SLOW_MS).unref());
        return receive(asked);
      };
    case 'quota':
      return withQuota(simulation.limit, receive);
  }
}

function refused(headers: Headers): Answer {
  return failure(429, 'busy', 'the quota is used up (simulated)', { 'retry-after': String(RETRY_AFTER_S), ...headers });
}

/** Counts accepted events; once the limit is reached, all further batches are refused, also those that came together. */
function withQuota(limit: number, receive: Handler): Handler {
  const count = counting(limit, receive);
  let last: Promise<unknown> = Promise.resolve();
  return (asked) => {
    const answer = last.then(() => count(asked));
    last = answer.catch(() => {});
    return answer;
  };
}

function counting(limit: number, receive: Handler): (...asked: Parameters<Handler>) => Promise<Answer> {
  let used = 0;
  return async (asked) => {
    if (used >= limit) return refused(quotaHeaders(limit, 0, 'exceeded'));
    const answer = await receive(asked);
    if (answer.kind !== 'whole') return answer;
    used += acceptedIn(answer);
    const remaining = Math.max(0, limit - used);
    const status = remaining === 0 ? 'exceeded' : remaining <= limit * 0.2 ? 'warning' : 'ok';
    return { ...answer, headers: { ...answer.headers, ...quotaHeaders(limit, remaining, status) } };
  };
}

function acceptedIn({ body }: Extract<Answer, { kind: 'whole' }>): number {
  const { accepted }: { accepted?: unknown } = JSON.parse(body.toString());
  return typeof accepted === 'number' ? accepted : 0;
}

function quotaHeaders(limit: number, remaining: number, status: string): Headers {
  const midnight = new Date();
  midnight.setUTCHours(24, 0, 0, 0);
  return {
    'x-mcpwatch-quota-limit': String(limit),
    'x-mcpwatch-quota-remaining': String(remaining),
    'x-mcpwatch-quota-status': status,
    'x-mcpwatch-quota-reset': midnight.toISOString(),
  };
}
