/** What is counted, under which attributes, and what keeps the number of series small. */
import { describe, expect, it } from 'vitest';
import type { ExemplarFilter } from '../../../../../src/config/otlp/otlp-settings.js';
import { BOUNDS } from '../../../../../src/delivery/ship/otlp/metrics/bounds.js';
import { Allowance, MOST_SERIES, newBudget } from '../../../../../src/delivery/ship/otlp/metrics/budget.js';
import { Durations } from '../../../../../src/delivery/ship/otlp/metrics/durations.js';
import type { RecordedEvent } from '../../../../../src/delivery/ship/otlp/span/recorded-event.js';
import { recorded } from '../recorded.js';

const SAMPLER = { name: 'parentbased_always_on', ratio: 1 } as const;

const newDurations = (exemplars: ExemplarFilter = 'trace_based', budget = newBudget()) =>
  new Durations({ exemplars, sampler: SAMPLER, budget });

function durationsOf(events: readonly Partial<RecordedEvent>[], filter: ExemplarFilter = 'trace_based'): Durations {
  const durations = newDurations(filter);
  for (const event of events) durations.add(recorded(event));
  return durations;
}
const seriesOf = (...events: readonly Partial<RecordedEvent>[]) => durationsOf(events).series;

const request = (method: string, over: Partial<RecordedEvent> = {}): Partial<RecordedEvent> => ({
  event_type: 'request',
  mcp_method: method,
  event_name: method,
  request_params: {},
  response_content: {},
  ...over,
});
const outbound = { 'mcpwatch.direction': 'outbound' };

describe('a tool call', () => {
  it('is a duration in seconds, in the buckets of the conventions', () => {
    const [series] = seriesOf({ duration_ms: 12 }, { duration_ms: 400 }, { duration_ms: 301_000 });
    expect(BOUNDS).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]);
    expect(series).toMatchObject({ name: 'mcp.server.operation.duration', count: 3, min: 0.012, max: 301 });
    expect(series?.sum).toBeCloseTo(301.412);
    expect(series?.buckets).toEqual([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('of exactly a boundary is in the bucket below it', () => {
    expect(seriesOf({ duration_ms: 10 })[0]?.buckets[0]).toBe(1);
    expect(seriesOf({ duration_ms: 10.001 })[0]?.buckets[1]).toBe(1);
    expect(seriesOf({ duration_ms: 300_000 })[0]?.buckets[13]).toBe(1);
  });

  it('has the attributes of the conventions, and none that has a value of its own for each call', () => {
    const attributes = { 'jsonrpc.request.id': '7', 'mcp.session.id': 'abc', 'mcpwatch.session.id': '0123456789ab-1' };
    expect(seriesOf({ attributes, transport_type: 'streamable-http' })[0]?.attributes).toEqual({
      'mcp.method.name': 'tools/call',
      'gen_ai.tool.name': 'add',
      'gen_ai.operation.name': 'execute_tool',
      'mcp.protocol.version': '2025-11-25',
      'network.transport': 'tcp',
      'network.protocol.name': 'http',
    });
  });

  it('that fails has its error.type, by the rules for servers', () => {
    const failure = { is_error: true, event_name: 'add', attributes: { 'error.type': '-32603' } };
    expect(seriesOf({}, { ...failure, error_code: -32603 })[1]?.attributes).toMatchObject({
      'error.type': '-32603',
      'rpc.response.status_code': '-32603',
    });
    const fault = seriesOf({}, { ...failure, error_code: -32602, attributes: { 'error.type': '-32602' } })[1];
    expect(fault?.attributes).toMatchObject({ 'rpc.response.status_code': '-32602' });
    expect(fault?.attributes).not.toHaveProperty('error.type');
  });
});

describe('the metric', () => {
  it.each<[string, Partial<RecordedEvent>, string]>([
    ['what the server handles', request('tools/list'), 'mcp.server.operation.duration'],
    [
      'what it asks of its client',
      request('sampling/createMessage', { attributes: outbound }),
      'mcp.client.operation.duration',
    ],
    [
      'a notification that it sends',
      request('notifications/message', { event_type: 'notification' }),
      'mcp.client.operation.duration',
    ],
    [
      'a notification that it receives',
      request('notifications/initialized', { event_type: 'notification' }),
      'mcp.server.operation.duration',
    ],
    [
      'a session',
      { event_type: 'close', mcp_method: 'close', event_name: 'server.close' },
      'mcp.server.session.duration',
    ],
  ])('for %s', (_, event, name) => {
    expect(seriesOf(event).map((series) => series.name)).toEqual([name]);
  });

  it('of a session has what the conventions give it', () => {
    const close = { event_type: 'close', mcp_method: 'close', event_name: 'server.close', duration_ms: 90_000 };
    expect(seriesOf(close)[0]).toMatchObject({
      sum: 90,
      attributes: { 'mcp.protocol.version': '2025-11-25', 'network.transport': 'pipe' },
    });
    expect(Object.keys(seriesOf(close)[0]?.attributes ?? {})).toHaveLength(2);
  });

  it.each<[string, Partial<RecordedEvent>]>([
    [
      'a client that shows itself',
      { event_type: 'initialize', mcp_method: 'tools/call', event_name: 'server.initialize' },
    ],
    [
      'a failure of the transport',
      { event_type: 'error', mcp_method: '', event_name: 'transport.error', is_error: true },
    ],
    [
      'a reply that did not leave: its call is counted already',
      {
        event_type: 'error',
        mcp_method: 'tools/call',
        event_name: 'tools/call',
        is_error: true,
        attributes: { 'error.type': 'send_failed' },
      },
    ],
  ])('does not count %s', (_, event) => {
    expect(seriesOf(event)).toEqual([]);
  });
});

describe('names', () => {
  const failing = (name: string) => ({
    event_name: name,
    is_error: true,
    error_code: -32602,
    attributes: { 'error.type': '-32602' },
  });

  it('that a client made up are _OTHER', () => {
    const series = seriesOf(failing('no-such-1'), failing('no-such-2'), failing('no-such-3'));
    expect(series.map(({ attributes, count }) => [attributes['gen_ai.tool.name'], count])).toEqual([['_OTHER', 3]]);
  });

  it('count as real once the server has answered one successfully', () => {
    const names = seriesOf({ event_name: 'add' }, failing('add')).map(
      ({ attributes }) => attributes['gen_ai.tool.name'],
    );
    expect(names).toEqual(['add', 'add']);
  });

  it('count as real once the server has listed them', () => {
    const list = request('tools/list', { response_content: { tools: [{ name: 'search' }, { name: 7 }, null] } });
    const names = seriesOf(list, failing('search'), failing('other')).map((it) => it.attributes['gen_ai.tool.name']);
    expect(names).toEqual([undefined, 'search', '_OTHER']);
  });

  const methodsOf = (...events: readonly Partial<RecordedEvent>[]) =>
    seriesOf(...events).map(({ attributes, count }) => [attributes['mcp.method.name'], count]);
  const unknownMethod = { event_type: 'error', is_error: true, error_code: -32601 };

  it('of methods that a client made up are _OTHER, also of notifications', () => {
    const requests = ['x/1', 'x/2'].map((name) => request(name, unknownMethod));
    const attributes = { 'mcpwatch.direction': 'inbound' };
    const notifications = ['x/3', 'x/4'].map((name) => request(name, { event_type: 'notification', attributes }));
    expect(methodsOf(...requests)).toEqual([['_OTHER', 2]]);
    expect(methodsOf(...notifications)).toEqual([['_OTHER', 2]]);
  });

  it('of methods count as real when the protocol has them, the server has answered them or sends them itself', () => {
    expect(methodsOf(request('logging/setLevel', unknownMethod))).toEqual([['logging/setLevel', 1]]);
    expect(methodsOf(request('vendor/search'), request('vendor/search', unknownMethod))).toEqual([
      ['vendor/search', 1],
      ['vendor/search', 1],
    ]);
    expect(methodsOf(request('vendor/ask', { ...unknownMethod, attributes: outbound }))).toEqual([['vendor/ask', 1]]);
  });

  it('of prompts are not those of tools', () => {
    const prompt = { event_type: 'prompt_get', mcp_method: 'prompts/get', event_name: 'add' };
    const names = seriesOf({ event_name: 'add' }, { ...prompt, ...failing('add') }).map(({ attributes }) => [
      attributes['gen_ai.tool.name'],
      attributes['gen_ai.prompt.name'],
    ]);
    expect(names).toEqual([
      ['add', undefined],
      [undefined, '_OTHER'],
    ]);
  });
});

describe('series', () => {
  it(`are ${MOST_SERIES} at most, and one for each metric, in which the rest is counted`, () => {
    const durations = newDurations();
    const codes = Array.from({ length: 3000 }, (_, index) => index + 1);
    const failing = (code: number, attributes = {}) =>
      request('ping', {
        is_error: true,
        error_code: code,
        attributes: { ...attributes, 'error.type': String(code) },
      });
    for (const code of codes) durations.add(recorded(failing(code)));
    for (const code of codes) durations.add(recorded(failing(code, outbound)));
    const { series } = durations;
    expect(series).toHaveLength(MOST_SERIES + 2);
    expect(series.reduce((sum, { count }) => sum + count, 0)).toBe(6000);
    const overflow = series.filter(({ attributes }) => attributes['otel.metric.overflow'] === true);
    expect(overflow.map(({ name }) => name)).toEqual([
      'mcp.server.operation.duration',
      'mcp.client.operation.duration',
    ]);
  });
});

describe('a budget', () => {
  const tools = (count: number, server: string) =>
    Array.from({ length: count }, (_, index) => recorded({ event_name: `${server}-${index}` }));
  const namesIn = (durations: Durations) => durations.series.map(({ attributes }) => attributes['gen_ai.tool.name']);

  it('is shared: what one server has taken, another cannot take', () => {
    const budget = newBudget();
    const [first, second] = [newDurations('trace_based', budget), newDurations('trace_based', budget)];
    for (const event of tools(MOST_SERIES - 1, 'first')) first.add(event);
    for (const event of tools(3, 'second')) second.add(event);
    expect(first.series).toHaveLength(MOST_SERIES - 1);
    expect(second.series.map(({ attributes, count }) => [attributes['otel.metric.overflow'], count])).toEqual([
      [undefined, 1],
      [true, 2],
    ]);
  });

  it('of names that is used up makes further names _OTHER', () => {
    const durations = newDurations('trace_based', { series: newBudget().series, names: new Allowance(2) });
    for (const event of tools(4, 'tool')) durations.add(event);
    expect(namesIn(durations)).toEqual(['tool-0', 'tool-1', '_OTHER']);
  });

  it('gets back what a server no longer needs', () => {
    const budget = { series: new Allowance(3), names: new Allowance(3) };
    for (let round = 0; round < 5; round += 1) {
      const durations = newDurations('trace_based', budget);
      for (const event of tools(3, `round-${round}`)) durations.add(event);
      expect(namesIn(durations)).toEqual([0, 1, 2].map((index) => `round-${round}-${index}`));
      durations.release();
    }
  });
});

describe('a client that makes up names without end', () => {
  it('adds three series, and what is real keeps its own', () => {
    const durations = newDurations();
    const failure = { is_error: true, error_code: -32602, attributes: { 'error.type': '-32602' } };
    for (let index = 0; index < 5000; index += 1) {
      durations.add(recorded({ ...failure, event_name: `tool-${index}` }));
      const prompt = { event_type: 'prompt_get', mcp_method: 'prompts/get', event_name: `prompt-${index}` };
      durations.add(recorded({ ...failure, ...prompt }));
      durations.add(recorded(request(`method-${index}`, { ...failure, event_type: 'error', error_code: -32601 })));
    }
    durations.add(recorded({ event_name: 'real' }));
    expect(durations.series.map(({ count }) => count)).toEqual([5000, 5000, 5000, 1]);
    expect(durations.series.at(-1)?.attributes['gen_ai.tool.name']).toBe('real');
  });
});

describe('exemplars', () => {
  const calls = [
    { duration_ms: 12, span_id: '000000000000000a' },
    { duration_ms: 13, span_id: '000000000000000b' },
    { duration_ms: 900, span_id: '000000000000000c' },
    { duration_ms: 14, span_id: '000000000000000d', attributes: { 'mcpwatch.trace.flags': '00' } },
  ];
  const spansOf = (filter: ExemplarFilter) =>
    durationsOf(calls, filter)
      .series[0]?.exemplars()
      .map((it) => it.spanId);

  it('are the last sampled span of each bucket', () => {
    expect(spansOf('trace_based')).toEqual(['000000000000000b', '000000000000000c']);
  });

  it('are of any span, or none, when asked for', () => {
    expect(spansOf('always_on')).toEqual(['000000000000000d', '000000000000000c']);
    expect(spansOf('always_off')).toEqual([]);
  });
});
