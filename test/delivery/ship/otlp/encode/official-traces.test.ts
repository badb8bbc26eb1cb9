/** Traces: our bytes, beside those of the official SDK and its serialiser. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { JsonEncoder } from '../../../../../src/delivery/ship/otlp/encode/json.js';
import type { Attributes, Span, TraceRequest } from '../../../../../src/delivery/ship/otlp/encode/messages.js';
import { ProtobufEncoder } from '../../../../../src/delivery/ship/otlp/encode/protobuf.js';
import { TRACE_REQUEST } from '../../../../../src/delivery/ship/otlp/encode/shapes.js';
import { decode, readJson, TRACES, withoutDefaults } from '../official.js';

const RESOURCE = {
  'service.name': 'weather',
  'service.instance.id': '0c9f3f3e-6f5b-5d5e-9b0e-2f6f6a1f6a11',
  'process.pid': 4242,
  'process.command_args': ['node', '--import', 'mcpwatch/register', 'wétter.js'],
};

/** Spans of the real SDK: a remote parent, an exception, a link, attributes of every type, every status. */
function officialSpans(): readonly ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes(RESOURCE),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('mcpwatch-node', '1.0.0');
  const context = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
  const remote = trace.setSpanContext(ROOT_CONTEXT, context);
  const call = tracer.startSpan(
    'tools/call get-weather',
    { kind: SpanKind.SERVER, startTime: [1_790_000_000, 123_456_000], links: [{ context }] },
    remote,
  );
  call.setAttributes({
    'mcp.method.name': 'tools/call',
    'gen_ai.tool.name': 'get-wéather 🌦',
    'x.zero': 0,
    'x.negative': -42,
    'x.large': 9_007_199_254_740_991,
    'x.small': -9_007_199_254_740_991,
    'x.real': 0.5,
    'x.yes': true,
    'x.no': false,
    'x.empty': '',
    'x.list': ['a', ''],
    'x.long': 'ü'.repeat(70_000),
  });
  call.addEvent('exception', { 'exception.type': 'TypeError' }, [1_790_000_000, 200_000_000]);
  call.setStatus({ code: SpanStatusCode.ERROR, message: 'not found' });
  call.end([1_790_000_001, 999_999_000]);
  const ping = tracer.startSpan('ping', { kind: SpanKind.CLIENT, startTime: [1_790_000_002, 0], root: true });
  ping.end([1_790_000_002, 1000]);
  return exporter.getFinishedSpans();
}

const micros = ([seconds, nanoseconds]: readonly [number, number]) => seconds * 1e6 + nanoseconds / 1000;

function ourSpan(span: ReadableSpan): Span {
  const { traceId, spanId } = span.spanContext();
  const parent = span.parentSpanContext;
  return {
    traceId,
    spanId,
    ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
    name: span.name,
    kind: span.kind === SpanKind.SERVER ? 2 : 3,
    startUs: micros(span.startTime),
    endUs: micros(span.endTime),
    attributes: span.attributes as Attributes,
    events: span.events.map(({ name, time, attributes }) => ({
      name,
      timeUs: micros(time),
      attributes: (attributes ?? {}) as Attributes,
    })),
    links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId, flags: 0x301 })),
    status: span.status.message === undefined ? { code: 0 } : { code: 2, message: span.status.message },
    flags: parent === undefined ? 0x101 : 0x301,
  };
}

function ourRequest(spans: readonly ReadableSpan[]): TraceRequest {
  const scope = { name: 'mcpwatch-node', version: '1.0.0' };
  return {
    resourceSpans: [{ resource: { attributes: RESOURCE }, scopeSpans: [{ scope, spans: spans.map(ourSpan) }] }],
  };
}

describe('traces', () => {
  const spans = officialSpans();
  const ours = ourRequest(spans);
  const official = ProtobufTraceSerializer.serializeRequest([...spans]) ?? new Uint8Array();

  it('are the bytes that the official serialiser makes of the same spans', () => {
    const bytes = new ProtobufEncoder().encode(TRACE_REQUEST, ours);
    expect(bytes.toString('hex')).toBe(withoutDefaults(TRACES, official).toString('hex'));
    expect(bytes.length).toBeGreaterThan(140_000);
  });

  it('say the same in JSON', () => {
    const json = new JsonEncoder().encode(TRACE_REQUEST, ours).toString();
    expect(readJson(TRACES, json)).toEqual(decode(TRACES, new ProtobufEncoder().encode(TRACE_REQUEST, ours)));
  });

  it('have ids in hex, numbers for enums and strings for 64-bit integers in JSON', () => {
    const { resourceSpans } = JSON.parse(new JsonEncoder().encode(TRACE_REQUEST, ours).toString());
    const [first] = resourceSpans[0].scopeSpans[0].spans;
    expect(first).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
      kind: 2,
      startTimeUnixNano: '1790000000123456000',
      status: { code: 2 },
    });
    expect(first.attributes).toContainEqual({ key: 'x.large', value: { intValue: '9007199254740991' } });
  });

  it('are the same again from an encoder that was used for something large', () => {
    const encoder = new ProtobufEncoder();
    const first = encoder.encode(TRACE_REQUEST, ours);
    encoder.encode(TRACE_REQUEST, ourRequest(Array.from({ length: 40 }, () => spans).flat()));
    expect(encoder.encode(TRACE_REQUEST, ours)).toEqual(first);
  });
});
