import { describe, expect, it } from 'vitest';
import { OTHER_REQUEST } from '../../../src/agent/capture/methods.js';
import { type PendingCall, PendingCalls } from '../../../src/agent/capture/pending-calls.js';
import { parseTraceParent } from '../../../src/agent/capture/trace-context.js';

function call(id: string | number, params: Record<string, unknown> = {}): PendingCall {
  const started = { monotonicMs: 0, wallMs: 0 };
  const spanId = 'b7ad6b7169203331';
  const rest = { rule: OTHER_REQUEST, extra: undefined, parent: undefined, thrown: undefined, progressCount: 0 };
  return { ...rest, id, method: 'ping', params, started, spanId } as PendingCall;
}

describe('open calls', () => {
  it('keep both of two calls that wrongly share an id', () => {
    const pending = new PendingCalls(10);
    const [first, second] = [call(1), call(1)];
    pending.add(first);
    pending.add(second);

    expect([pending.take(1), pending.take(1), pending.take(1)]).toEqual([second, first, undefined]);
  });

  it('tell 1 from "1"', () => {
    const pending = new PendingCalls(10);
    pending.add(call(1));

    expect(pending.take('1')).toBeUndefined();
  });

  it('give up the oldest beyond the limit', () => {
    const pending = new PendingCalls(2);
    const first = call(1);

    expect([first, call(2), call(3)].map((it) => pending.add(it))).toEqual([undefined, undefined, first]);
    expect(pending.takeAll()).toHaveLength(2);
  });

  it('are found by their progress token', () => {
    const pending = new PendingCalls(2);
    const wanted = call(1, { _meta: { progressToken: 0 } });
    pending.add(wanted);

    expect([pending.byProgressToken(0), pending.byProgressToken(undefined)]).toEqual([wanted, undefined]);
  });
});

describe('a traceparent', () => {
  const trace = 'a'.repeat(32);
  const span = 'b'.repeat(16);

  it.each([`00-${trace}-${span}-01`, ` 00-${trace}-${span}-00 `, `cc-${trace}-${span}-01-more`])(
    '%s is read',
    (text) => {
      expect(parseTraceParent(text)).toEqual({ traceId: trace, parentSpanId: span });
    },
  );

  it.each([
    `ff-${trace}-${span}-01`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace}-${span}`,
    `00-${trace.toUpperCase()}-${span}-01`,
    '',
    7,
    null,
  ])('%s is none', (value) => {
    expect(parseTraceParent(value)).toBeUndefined();
  });
});
