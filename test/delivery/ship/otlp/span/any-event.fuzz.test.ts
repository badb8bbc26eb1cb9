/** Any event becomes a request that the official descriptors read, in both encodings, and leaks no payload when off. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OtlpSettings, readOtlpSettings } from '../../../../../src/config/otlp/otlp-settings.js';
import { JsonEncoder } from '../../../../../src/delivery/ship/otlp/encode/json.js';
import { ProtobufEncoder } from '../../../../../src/delivery/ship/otlp/encode/protobuf.js';
import { SPAN, TRACE_REQUEST } from '../../../../../src/delivery/ship/otlp/encode/shapes.js';
import { Resources } from '../../../../../src/delivery/ship/otlp/resource/resources.js';
import { type PreparedEvent, PreparedEvents } from '../../../../../src/delivery/ship/otlp/send/prepared-events.js';
import type { RecordedEvent } from '../../../../../src/delivery/ship/otlp/span/recorded-event.js';
import { traceRequest } from '../../../../../src/delivery/ship/otlp/span/trace-request.js';
import type { PayloadMode } from '../../../../../src/model.js';
import { decode, readJson, TRACES } from '../official.js';
import { lineOf } from '../recorded.js';

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('', '\ud800', '__proto__', '-32602'));
const names = [
  'error.type',
  'mcpwatch.session.id',
  'mcpwatch.direction',
  'mcpwatch.trace.flags',
  'mcpwatch.trace.link',
  'mcpwatch.request.bytes',
  'mcpwatch.error.data',
  'exception.type',
  'exception.message',
  'exception.stacktrace',
  'client.port',
  'network.transport',
];
const methods = [
  'tools/call',
  'prompts/get',
  'resources/read',
  'initialize',
  'tools/list',
  'x',
  '',
  'notifications/message',
];
const types = [
  'tool_call',
  'resource_read',
  'prompt_get',
  'initialize',
  'close',
  'notification',
  'error',
  'request',
  'new',
];

const event: fc.Arbitrary<Partial<RecordedEvent>> = fc.record(
  {
    event_type: fc.constantFrom(...types),
    event_name: text,
    mcp_method: fc.constantFrom(...methods),
    started_at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2252') }).map((it) => it.toISOString()),
    duration_ms: fc.double({ noNaN: true, min: -1, max: 1e11 }),
    request_params: fc.jsonValue(),
    response_content: fc.jsonValue(),
    is_error: fc.boolean(),
    error_code: fc.option(fc.integer()),
    error_message: fc.option(text),
    transport_type: text,
    server_name: text,
    client_name: text,
    mcp_protocol_version: text,
    attributes: fc.dictionary(fc.oneof(fc.constantFrom(...names), text), text, { noNullPrototype: true }),
  },
  { requiredKeys: [] },
);

const SECRET = 'payload-that-must-not-leave';
const { settings } = readOtlpSettings({ kind: 'address', address: 'http://127.0.0.1' }, {});
if (settings === undefined) throw new Error('OTLP is off');
const SETTINGS: OtlpSettings = {
  ...settings,
  limits: { count: 128, valueLength: Number.POSITIVE_INFINITY },
  sampler: { name: 'parentbased_always_on', ratio: 1 },
};
const resources = new Resources({
  instance: '0123456789ab',
  process: { pid: 1, executable: '/usr/bin/node', command: undefined, runtimeVersion: '24.1.0' },
  serviceName: undefined,
  attributes: {},
});

function prepared(line: Buffer, payloads: PayloadMode): PreparedEvent {
  const event = new PreparedEvents({ settings: SETTINGS, payloads, resources }).of(line);
  if (event === undefined) throw new Error('not an event');
  return event;
}

describe('any event', () => {
  it.each(['off', 'shape', 'full'] as const)('is a valid span, or none, with payloads %s', (payloads) => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), (events) => {
        const batch = traceRequest(events.map((over) => prepared(lineOf(over), payloads)));
        if (batch === undefined) return;
        const message = decode(TRACES, new ProtobufEncoder().encode(TRACE_REQUEST, batch.request));
        expect(readJson(TRACES, new JsonEncoder().encode(TRACE_REQUEST, batch.request).toString())).toEqual(message);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['protobuf', () => new ProtobufEncoder()],
    ['JSON', () => new JsonEncoder()],
  ])('is the same in %s whether its span was encoded ahead of the request or with it', (_, newEncoder) => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), fc.nat(5), (events, ahead) => {
        const spans = events.map((over) => prepared(lineOf(over), 'full'));
        const batch = traceRequest(spans);
        if (batch === undefined) return;
        const encoder = newEncoder();
        for (const { span } of spans.slice(0, ahead)) {
          if (span !== undefined) encoder.ahead.set(span, newEncoder().encode(SPAN, span));
        }
        expect(encoder.encode(TRACE_REQUEST, batch.request)).toEqual(newEncoder().encode(TRACE_REQUEST, batch.request));
      }),
      { numRuns: 200 },
    );
  });

  it.each(['off', 'shape'] as const)('keeps what its payloads hold to itself with payloads %s', (payloads) => {
    fc.assert(
      fc.property(event, (over) => {
        const secret = { a: SECRET, list: [SECRET], deep: { b: { c: `${SECRET}!` } } };
        const line = lineOf({
          ...over,
          event_type: 'tool_call',
          mcp_method: 'tools/call',
          request_params: secret,
          response_content: { content: [{ type: 'text', text: SECRET }], isError: true },
          is_error: true,
          error_code: null,
          error_message: SECRET,
          attributes: { ...over.attributes, 'error.type': 'tool_error', 'exception.message': SECRET },
        });
        const batch = traceRequest([prepared(line, payloads)]);
        expect(JSON.stringify(batch ?? '')).not.toContain(SECRET);
      }),
      { numRuns: 300 },
    );
  });
});
