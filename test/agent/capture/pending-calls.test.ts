import { describe, expect, it } from 'vitest';
import { Call } from '../../../src/agent/capture/call.js';
import { CallBudget } from '../../../src/agent/capture/call-budget.js';
import { PendingCalls } from '../../../src/agent/capture/pending-calls.js';
import { parseTraceParent } from '../../../src/agent/capture/trace-context.js';
import type { RequestId } from '../../../src/model.js';

/** Open calls of one connection, and what was given up of them. */
function openCalls({ limit = 10, budget = new CallBudget() } = {}) {
  const pending = new PendingCalls(limit, budget);
  const givenUp: Call[] = [];
  const owner = {
    reports: { isOpen: () => {}, hangs: () => {} },
    isOpen: (call: Call) => pending.has(call),
    overflow(call: Call) {
      pending.remove(call);
      givenUp.push(call);
    },
  };
  const add = (id: RequestId, params: Record<string, unknown> = {}, size = 0) => {
    const call = new Call({ kind: 'request', id, method: 'ping', params }, undefined, {
      owner,
      started: { monotonicMs: 0, wallMs: 0 },
      snapshot: () => ({ value: {}, json: ' '.repeat(size) }),
      traceOf: () => ({ parent: undefined, attributes: {}, flags: undefined }),
      caller: {},
      operationOf: () => undefined,
    });
    pending.add(call);
    return call;
  };
  return { pending, givenUp, add };
}

describe('open calls', () => {
  it('keep both of two calls that share an id', () => {
    const { pending, add } = openCalls();
    const [first, second] = [add(1), add(1)];

    expect(pending.withId(1)).toBe(second);
    expect(pending.remove(second)).toBe(true);
    expect(pending.withId(1)).toBe(first);
    expect(pending.remove(first)).toBe(true);
    expect(pending.withId(1)).toBeUndefined();
  });

  it('distinguish 1 from "1"', () => {
    const { pending, add } = openCalls();
    add(1);

    expect(pending.withId('1')).toBeUndefined();
  });

  it('give up the oldest beyond the limit', () => {
    const { pending, givenUp, add } = openCalls({ limit: 2 });
    const [first] = [add(1), add(2), add(3)];

    expect(givenUp).toEqual([first]);
    expect(pending.all()).toHaveLength(2);
  });

  it('give up the oldest, of whichever connection, when their arguments together take too much memory', () => {
    const budget = new CallBudget(100_000);
    const [one, other] = [openCalls({ budget }), openCalls({ budget })];
    const [first, second] = [one.add(1, {}, 40_000), one.add(2, {}, 40_000)];
    const huge = other.add(1, {}, 200_000);

    expect(one.givenUp).toEqual([first, second]);
    expect(other.pending.all()).toEqual([huge]);
  });

  it('are found by their progress token', () => {
    const { pending, add } = openCalls();
    const wanted = add(1, { _meta: { progressToken: 0 } });

    expect([pending.withProgressToken(0), pending.withProgressToken(undefined)]).toEqual([wanted, undefined]);
  });
});

describe('a traceparent', () => {
  const trace = 'a'.repeat(32);
  const span = 'b'.repeat(16);

  it.each([`00-${trace}-${span}-01`, ` 00-${trace}-${span}-00 `, `cc-${trace}-${span}-01-more`])(
    '%s is read',
    (text) => {
      expect(parseTraceParent(text)).toMatchObject({ traceId: trace, parentSpanId: span });
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
