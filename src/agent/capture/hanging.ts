/** A call that has been open for so long that it probably hangs, as the facts of an event. */
import type { Call } from './call.js';
import type { EventFacts } from './event.js';
import { describeException } from './exception.js';
import type { OutboundRequest } from './outbound-request.js';
import { childAttributes, momentaryIn, type SessionState } from './session-facts.js';

export function hangingFacts(call: Call, openMs: number, state: SessionState): EventFacts {
  const [asked] = call.clientWait?.open ?? [];
  return {
    ...momentaryIn(call, state),
    type: 'error',
    name: 'call.hanging',
    method: call.method,
    failure: {
      code: null,
      message: `${call.title} has been open for ${Math.round(openMs / 100) / 10} s, and ${whatFor(call, asked)}`,
      attributes: {
        'error.type': 'hanging',
        'mcpwatch.call.name': call.name,
        'mcpwatch.waiting_for': asked?.method ?? 'server',
        ...describeException(call.thrown),
      },
    },
    attributes: { ...childAttributes(call, state), 'jsonrpc.request.id': String(call.id) },
  };
}

function whatFor({ thrown }: Call, asked: OutboundRequest | undefined): string {
  // The SDK makes a reply of most errors, but fails to where `undefined` or `null` was thrown.
  if (thrown !== undefined) return 'will get no reply: its handler has failed';
  if (asked === undefined) return 'waits for the server itself';
  const { method, unanswerable } = asked;
  return `waits for its client to answer ${method}${unanswerable === '' ? '' : `, which it cannot: ${unanswerable}`}`;
}
