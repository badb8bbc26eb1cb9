/** How a call is traced: its parent, its flags, and a link to the span in whose context it arrived. */
import { context, createTraceState, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callTraceOf } from '../../../src/agent/capture/trace-context.js';
import type { TraceSettings } from '../../../src/config/otlp/otlp-settings.js';

const META = { traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) };
const AMBIENT = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };
const OWN = 'e'.repeat(32);
const ALWAYS: TraceSettings = {
  sampler: { name: 'parentbased_always_on', ratio: 1 },
  parent: 'meta',
  isRead: true,
  isInjected: false,
  hasBaggage: false,
};
const RATIO: TraceSettings = { ...ALWAYS, sampler: { name: 'parentbased_traceidratio', ratio: 0 } };

const withMeta = (flags: string) => ({ _meta: { traceparent: `00-${META.traceId}-${META.parentSpanId}-${flags}` } });
const withHeader = { requestInfo: { headers: { traceparent: `00-${'f'.repeat(32)}-${'1'.repeat(16)}-01` } } };
const within = <T>(work: () => T, ambient: SpanContext = AMBIENT) =>
  context.with(trace.setSpanContext(ROOT_CONTEXT, ambient), work);

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());

describe('the trace of a call', () => {
  it('has the parent in `_meta`, and links the ambient span', () => {
    const { parent, flags, attributes } = within(() => callTraceOf(withMeta('01'), withHeader, ALWAYS, OWN));
    expect(parent).toEqual({ ...META, flags: 1 });
    expect(flags).toBe(1);
    expect(attributes).toEqual({
      'mcpwatch.trace.flags': '01',
      'mcpwatch.trace.link': `00-${AMBIENT.traceId}-${AMBIENT.spanId}-01`,
    });
  });

  it('has the ambient span as its parent where `_meta` names none, and then no link', () => {
    const { parent, attributes } = within(() => callTraceOf({}, withHeader, ALWAYS, OWN));
    expect(parent).toEqual({ traceId: AMBIENT.traceId, parentSpanId: AMBIENT.spanId, flags: 1 });
    expect(attributes).toEqual({ 'mcpwatch.trace.flags': '01' });
  });

  it('has the ambient span as its parent with MCPWATCH_OTLP_PARENT=ambient, and links what `_meta` names', () => {
    const ambientFirst: TraceSettings = { ...ALWAYS, parent: 'ambient' };
    const { parent, attributes } = within(() => callTraceOf(withMeta('01'), withHeader, ambientFirst, OWN));
    expect(parent).toEqual({ traceId: AMBIENT.traceId, parentSpanId: AMBIENT.spanId, flags: 1 });
    expect(attributes['mcpwatch.trace.link']).toBe(`00-${META.traceId}-${META.parentSpanId}-01`);
    expect(callTraceOf(withMeta('01'), withHeader, ambientFirst, OWN).parent).toEqual({ ...META, flags: 1 });
  });

  it('reads nothing that a request carries where OTEL_PROPAGATORS does not name tracecontext', () => {
    expect(callTraceOf(withMeta('01'), withHeader, { ...ALWAYS, isRead: false }, OWN).parent).toBeUndefined();
  });

  it('has no parent in a `traceparent` of the first version with more behind it; a later version may have more', () => {
    const parentOf = (traceparent: string) => callTraceOf({ _meta: { traceparent } }, {}, ALWAYS, OWN).parent;
    const ids = `${META.traceId}-${META.parentSpanId}`;
    expect(parentOf(`00-${ids}-01-more`)).toBeUndefined();
    expect(parentOf(`ff-${ids}-01`)).toBeUndefined();
    expect(parentOf(`cc-${ids}-01-more`)).toEqual({ ...META, flags: 1 });
  });

  it('passes on the flags that are known, sampled and random, and no others', () => {
    expect(callTraceOf(withMeta('ff'), {}, ALWAYS, OWN).flags).toBe(3);
    expect(callTraceOf(withMeta('03'), {}, ALWAYS, OWN).flags).toBe(3);
    expect(callTraceOf(withMeta('fe'), {}, ALWAYS, OWN).flags).toBe(2);
  });

  it('passes on a long `tracestate` up to a member that is too much', () => {
    const passedOn = (tracestate: unknown) =>
      callTraceOf({ _meta: { ...withMeta('01')._meta, tracestate } }, {}, ALWAYS, OWN).passedOn;
    const members = (count: number) =>
      Array.from({ length: count }, (_, index) => `k${index % 10}=${'x'.repeat(47)}`).join(',');
    expect(passedOn(members(10))).toEqual({ tracestate: members(10) });
    expect(passedOn(members(30))).toEqual({ tracestate: members(10) });
    expect(passedOn(`a=${'x'.repeat(511)}`)).toEqual({});
    expect(passedOn(['a=1'])).toEqual({});
  });

  it('has the `tracestate` that came with its parent, and what can be passed on of the `baggage`', () => {
    const injected = { ...ALWAYS, isInjected: true, hasBaggage: true };
    const meta = { _meta: { ...withMeta('01')._meta, tracestate: 'a=1', baggage: 'user=1' } };
    const headers = { ...withHeader.requestInfo.headers, tracestate: 'b=2', baggage: 'user=2' };
    const byHttp = { requestInfo: { headers } };
    expect(callTraceOf(meta, byHttp, injected, OWN).passedOn).toEqual({ tracestate: 'a=1', baggage: 'user=1' });
    expect(callTraceOf({}, byHttp, injected, OWN).passedOn).toEqual({ tracestate: 'b=2', baggage: 'user=2' });
    expect(callTraceOf({}, byHttp, injected, OWN).attributes['mcpwatch.trace.state']).toBe('b=2');
    expect(callTraceOf(withMeta('01'), byHttp, injected, OWN).passedOn).toEqual({});
    expect(within(() => callTraceOf({}, byHttp, injected, OWN)).passedOn).toEqual({});
  });

  it('has the `tracestate` of the ambient span where that is the parent, and no other', () => {
    const ambient = { ...AMBIENT, traceState: createTraceState('congo=2,rojo=9') };
    const meta = { _meta: { ...withMeta('01')._meta, tracestate: 'a=1' } };
    const stateOf = (params: object, tracing = ALWAYS) =>
      within(() => callTraceOf({ ...params }, withHeader, tracing, OWN), ambient).passedOn;
    expect(stateOf({})).toEqual({ tracestate: 'congo=2,rojo=9' });
    expect(stateOf(meta)).toEqual({ tracestate: 'a=1' });
    expect(stateOf(meta, { ...ALWAYS, parent: 'ambient' })).toEqual({ tracestate: 'congo=2,rojo=9' });
    expect(within(() => callTraceOf(meta, {}, { ...ALWAYS, parent: 'ambient' }, OWN)).passedOn).toEqual({});
  });

  it('has the parent in the HTTP header where there is nothing else', () => {
    expect(callTraceOf({}, withHeader, ALWAYS, OWN).parent?.parentSpanId).toBe('1'.repeat(16));
  });

  it('follows the decision of its parent, and without one the sampler’s', () => {
    expect(callTraceOf(withMeta('00'), undefined, ALWAYS, OWN).flags).toBe(0);
    expect(callTraceOf(withMeta('03'), undefined, RATIO, OWN).flags).toBe(3);
    expect(callTraceOf({}, undefined, RATIO, OWN).flags).toBe(0);
    expect(callTraceOf({}, undefined, ALWAYS, OWN).flags).toBe(1);
  });

  it('is its parent alone where no spans are sent: the host’s OpenTelemetry is not asked', () => {
    const trace_ = within(() => callTraceOf({}, undefined, undefined, OWN));
    expect(trace_).toEqual({ parent: undefined, attributes: {}, flags: undefined });
  });
});
