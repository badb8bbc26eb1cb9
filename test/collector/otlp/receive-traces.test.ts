/** `mcpwatch dev` as an OTLP receiver: real exporters send to it, in both encodings. */
import { gzipSync } from 'node:zlib';
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, TraceFlags, type Tracer, trace } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivedEvent } from '../../../src/collector/receive/event-shape.js';
import { decode, TRACES, TRACES_RESPONSE } from '../../delivery/ship/otlp/official.js';
import { lineOf } from '../../delivery/ship/otlp/recorded.js';
import { destinationAt } from '../../delivery/ship/otlp/send/destination.js';
import { startCollector, type TestCollector } from '../../support/collector.js';

const TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;
type Encoding = keyof typeof TYPES;
const ENCODINGS: readonly Encoding[] = ['protobuf', 'json'];

interface Received extends TestCollector {
  readonly events: ReceivedEvent[];
}

async function receiver(): Promise<Received> {
  const events: ReceivedEvent[] = [];
  const started = await startCollector('memory', { onRow: ({ text }) => void events.push(JSON.parse(text ?? 'null')) });
  return { ...started, events };
}

const post = (url: string, body: Uint8Array | string, headers: Record<string, string>) =>
  fetch(`${url}/v1/traces`, { method: 'POST', headers, body });

/** What an application with the official SDK sends of the spans that `make` makes. */
function exported(encoding: Encoding, make: (tracer: Tracer) => void): Buffer {
  const exporter = new InMemorySpanExporter();
  const resource = resourceFromAttributes({ 'service.name': 'weather', 'service.version': '2.0', 'process.pid': 7 });
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor(exporter)] });
  make(provider.getTracer('mcp-python-sdk', '1.30.0'));
  const serializer = encoding === 'json' ? JsonTraceSerializer : ProtobufTraceSerializer;
  return Buffer.from(serializer.serializeRequest(exporter.getFinishedSpans()) ?? []);
}

/** What is older than the collector keeps would be deleted at once. */
const STARTED_S = Math.floor(Date.now() / 1000) - 60;

const CALLER = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
};

/** As the OpenTelemetryMiddleware of the Python SDK names and marks its spans. */
function pythonCall(tracer: Tracer, method: string, target = ''): Span {
  const name = `MCP handle ${method}${target === '' ? '' : ` ${target}`}`;
  const attributes = { 'mcp.method.name': method, 'jsonrpc.request.id': '3' };
  const options = { kind: SpanKind.SERVER, attributes, startTime: [STARTED_S, 123_456_000] as [number, number] };
  return tracer.startSpan(name, options, trace.setSpanContext(ROOT_CONTEXT, CALLER));
}

/** Protobuf's mapping to JSON derives its names from those in the .proto files: https://protobuf.dev/programming-guides/json/ */
function withOriginalNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withOriginalNames);
  if (typeof value !== 'object' || value === null) return value;
  const original = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [original(name), withOriginalNames(item)]));
}

it('takes JSON with the names of the .proto files, and `null` for what is not there', async () => {
  const body = exported('json', (tracer) => {
    const call = pythonCall(tracer, 'tools/call', 'get weather');
    call.setAttributes({ 'mcp.session.id': 's1', count: 3, ratio: 0.5, isGood: true, list: ['a', 'b'] });
    call.recordException(new RangeError('no'), [STARTED_S, 130_000_000]);
    call.setStatus({ code: SpanStatusCode.ERROR, message: 'no' }).end([STARTED_S, 135_000_000]);
  }).toString();
  const [camel, original, withNull] = [await receiver(), await receiver(), await receiver()];
  await post(camel.url, body, { 'content-type': TYPES.json });
  const renamed = JSON.stringify(withOriginalNames(JSON.parse(body)));
  expect(renamed).toContain('"start_time_unix_nano"');
  await post(original.url, renamed, { 'content-type': TYPES.json });
  await post(withNull.url, renamed.replaceAll('{"string_value"', '{"stringValue":null,"string_value"'), {
    'content-type': TYPES.json,
  });
  const shown = ({ events }: Received) => events.map(({ event_id, ...event }) => event);
  expect(shown(camel)).toHaveLength(1);
  expect(shown(original)).toEqual(shown(camel));
  expect(shown(withNull)).toEqual(shown(camel));
});

describe.each(ENCODINGS)('POST /v1/traces in %s', (encoding) => {
  const headers = { 'content-type': TYPES[encoding] };

  it('takes what mcpwatch sends: the same events as over /v1/events', async () => {
    const { url, events } = await receiver();
    const env = { OTEL_EXPORTER_OTLP_PROTOCOL: `http/${encoding}`, OTEL_METRICS_EXPORTER: 'none' };
    const { destination, problems } = destinationAt(url, env, { payloads: 'full' });
    const failed = {
      event_name: 'broken',
      is_error: true,
      error_message: 'no',
      attributes: { 'error.type': 'tool_error' },
    };
    const outcome = await destination.send([
      lineOf({ parent_span_id: 'aaaaaaaaaaaaaaaa' }),
      lineOf({ ...failed, span_id: 'b7ad6b7169203332' }),
    ]);
    expect([outcome, problems]).toEqual([{ status: 'delivered', refused: 0, quota: undefined }, []]);
    const { event_id, attributes, ...sent } = JSON.parse(lineOf({ parent_span_id: 'aaaaaaaaaaaaaaaa' }).toString());
    expect(event_id).toBeDefined();
    expect(events[0]).toMatchObject({ ...sent, attributes });
    expect(events[1]).toMatchObject({ event_name: 'broken', is_error: true, error_message: 'no', error_code: null });
  });

  it('takes a client that shows itself in a call for that, and not for another call', async () => {
    const { url, events } = await receiver();
    const env = { OTEL_EXPORTER_OTLP_PROTOCOL: `http/${encoding}`, OTEL_METRICS_EXPORTER: 'none' };
    const { destination } = destinationAt(url, env);
    const greeting = {
      event_type: 'initialize',
      event_name: 'server.initialize',
      span_id: 'b7ad6b7169203332',
    } as const;
    await destination.send([lineOf(greeting), lineOf({})]);
    expect(events.map(({ event_type, event_name }) => [event_type, event_name])).toEqual([
      ['initialize', 'server.initialize'],
      ['tool_call', 'add'],
    ]);
  });

  it('takes the spans of a Python server with OpenTelemetryMiddleware', async () => {
    const { url, events } = await receiver();
    const body = exported(encoding, (tracer) => {
      pythonCall(tracer, 'tools/call', 'get weather').end([STARTED_S, 135_000_000]);
      const failing = pythonCall(tracer, 'prompts/get', 'greet');
      failing.setStatus({ code: SpanStatusCode.ERROR, message: 'no such prompt' }).end();
      pythonCall(tracer, 'notifications/initialized').end();
      pythonCall(tracer, 'tools/list').end();
    });
    expect((await post(url, body, headers)).status).toBe(200);
    expect(events[0]).toMatchObject({
      event_type: 'tool_call',
      event_name: 'get weather',
      mcp_method: 'tools/call',
      trace_id: CALLER.traceId,
      parent_span_id: CALLER.spanId,
      started_at: new Date(STARTED_S * 1000 + 123).toISOString(),
      duration_ms: 11.544,
      is_error: false,
      server_name: 'weather',
      server_version: '2.0',
      sdk_name: 'mcp-python-sdk',
      attributes: { 'jsonrpc.request.id': '3', 'mcpwatch.session.id': 'otlp-weather--7' },
    });
    expect(events[1]).toMatchObject({ event_type: 'prompt_get', event_name: 'greet', error_message: 'no such prompt' });
    expect(events[2]).toMatchObject({ event_type: 'notification', event_name: 'notifications/initialized' });
    expect(events[3]).toMatchObject({ event_type: 'request', event_name: 'tools/list' });
  });

  it('ignores and counts spans that are not of an MCP server', async () => {
    const { url, events, get } = await receiver();
    const body = exported(encoding, (tracer) => {
      tracer.startSpan('GET /').end();
      tracer
        .startSpan('tools/call add', { kind: SpanKind.CLIENT, attributes: { 'mcp.method.name': 'tools/call' } })
        .end();
    });
    expect((await post(url, body, headers)).status).toBe(200);
    expect(events).toEqual([]);
    expect(await (await get('/metrics')).text()).toContain('mcpwatch_spans_ignored_total 2\n');
  });

  it('takes what a server asks of its client', async () => {
    const { url, events } = await receiver();
    const attributes = {
      'mcp.method.name': 'sampling/createMessage',
      'rpc.response.status_code': '-32603',
      'error.type': '-32603',
    };
    const body = exported(encoding, (tracer) =>
      tracer.startSpan('sampling/createMessage', { kind: SpanKind.CLIENT, attributes }).end(),
    );
    await post(url, body, headers);
    expect(events[0]).toMatchObject({
      event_type: 'request',
      is_error: true,
      error_code: -32603,
      attributes: { 'mcpwatch.direction': 'outbound' },
    });
  });

  it('takes gzip, and a span that comes again once', async () => {
    const { url, events } = await receiver();
    const body = gzipSync(exported(encoding, (tracer) => pythonCall(tracer, 'tools/call', 'add').end()));
    for (let round = 0; round < 2; round += 1) {
      expect((await post(url, body, { ...headers, 'content-encoding': 'gzip' })).status).toBe(200);
    }
    expect(events).toHaveLength(1);
  });

  it('never fails on anything else, and keeps nothing of it', async () => {
    const { url, events } = await receiver();
    const good = exported(encoding, (tracer) => pythonCall(tracer, 'tools/call', 'add').end());
    const broken = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => good.with(at, byte)),
      fc.nat(good.length - 1).map((length) => good.subarray(0, length)),
    );
    await fc.assert(
      fc.asyncProperty(broken, async (bytes) => {
        const { status } = await post(url, bytes, headers);
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 200 },
    );
    for (const event of events) expect(event.span_id).toMatch(/^[\da-f]{16}$/);
  });
});

describe('a span that is not valid', () => {
  const span = (over: object) => ({
    traceId: CALLER.traceId,
    spanId: CALLER.spanId,
    name: 'ping',
    kind: 2,
    startTimeUnixNano: '1790000000123456000',
    endTimeUnixNano: '1790000000123456000',
    attributes: [{ key: 'mcp.method.name', value: { stringValue: 'ping' } }],
    ...over,
  });
  const request = (...spans: object[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

  it('is rejected by itself, and the answer says how many and why', async () => {
    const { url, events } = await receiver();
    const answer = await post(url, request(span({ spanId: '' }), span({})), { 'content-type': TYPES.json });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'span: span_id: expected 16 hex digits' },
    });
    expect(events).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['no trace id', { traceId: '0'.repeat(32) }, 'trace_id: expected one that is not zero'],
    ['no span id', { spanId: '0'.repeat(16) }, 'span_id: expected one that is not zero'],
    ['no start', { startTimeUnixNano: undefined }, 'started_at: expected a time'],
    ['a start that is none', { startTimeUnixNano: '99999999999999999999' }, 'started_at: expected a time'],
  ])('is rejected when it has %s', async (_, over, why) => {
    const { url, events } = await receiver();
    const answer = await post(url, request(span(over)), { 'content-type': TYPES.json });
    expect(await answer.json()).toEqual({ partialSuccess: { rejectedSpans: '1', errorMessage: `span: ${why}` } });
    expect(events).toEqual([]);
  });

  it('may have numbers for times, and names for its kind and status, as other writers of JSON do', async () => {
    const { url, events } = await receiver();
    const startMs = Date.now() - 60_000;
    const times = { startTimeUnixNano: startMs * 1e6, endTimeUnixNano: (startMs + 250) * 1e6 };
    const status = { code: 'STATUS_CODE_ERROR', message: 'it broke' };
    const other = { spanId: '1'.repeat(16), kind: 'SPAN_KIND_CLIENT' };
    const attributes = [{ key: 'mcp.method.name', value: { stringValue: 'tools/call' } }];
    const body = request(span({ ...times, status, kind: 'SPAN_KIND_SERVER' }), span({ ...other, attributes }));
    const headers = { 'content-type': TYPES.json, 'content-encoding': 'GZIP' };
    expect(await (await post(url, gzipSync(body), headers)).json()).toEqual({});
    // The client's own request is ignored, as with a number.
    expect(events).toMatchObject([{ is_error: true, error_message: 'it broke', mcp_method: 'ping' }]);
    expect(events[0]?.duration_ms).toBeCloseTo(250, 1);
    expect(Date.parse(events[0]?.started_at ?? '')).toBeCloseTo(startMs, -1);
  });

  it('is rejected in protobuf too', async () => {
    const { url } = await receiver();
    const id = (digits: number) => Buffer.alloc(digits / 2, 7).toString('base64');
    const key = { key: 'mcp.method.name', value: { stringValue: 'ping' } };
    const start = { startTimeUnixNano: '1790000000123456000' };
    const spans = [{ traceId: id(32), spanId: id(14), name: 'ping', kind: 2, attributes: [key], ...start }];
    const body = TRACES.encode(TRACES.fromObject({ resourceSpans: [{ scopeSpans: [{ spans }] }] })).finish();
    const answer = await post(url, body, { 'content-type': TYPES.protobuf });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, TYPES.protobuf]);
    expect(decode(TRACES_RESPONSE, Buffer.from(await answer.arrayBuffer()))).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'span: span_id: expected 16 hex digits' },
    });
  });

  it('does not grow with what is inside it', async () => {
    const { url } = await receiver();
    let value: object = { stringValue: 'x' };
    for (let level = 0; level < 100; level += 1) value = { arrayValue: { values: [value] } };
    const deep = request(span({ attributes: [{ key: 'x', value }] }));
    expect((await post(url, deep, { 'content-type': TYPES.json })).status).toBe(400);
    const many = `{"resourceSpans":[${'[],'.repeat(1_500_000)}[]]}`;
    expect((await post(url, many, { 'content-type': TYPES.json })).status).toBe(400);
  });
});

describe('an exporter', () => {
  it('needs no token, and gets nothing that is stored', async () => {
    const { url } = await receiver();
    const answer = await post(url, '{}', { 'content-type': TYPES.json });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect((await fetch(`${url}/v1/traces`)).status).toBe(405);
  });

  it.each([
    ['of a web page', { origin: 'https://example.com', 'content-type': TYPES.json }, 403],
    ['of a form on a web page', { 'content-type': 'text/plain' }, 415],
  ])('%s is refused', async (_, headers, status) => {
    const { url } = await receiver();
    expect((await post(url, '{}', headers)).status).toBe(status);
  });

  it.each(['metrics', 'logs'])('may send %s to the same address; they are not kept', async (signal) => {
    const { url } = await receiver();
    const answer = await fetch(`${url}/v1/${signal}`, {
      method: 'POST',
      headers: { 'content-type': TYPES.json },
      body: '{}',
    });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
  });
});
