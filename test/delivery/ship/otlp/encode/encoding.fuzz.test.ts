/** Any request, in both encodings, read by the official descriptors. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonEncoder } from '../../../../../src/delivery/ship/otlp/encode/json.js';
import type {
  AttributeValue,
  HistogramPoint,
  MetricsRequest,
  Span,
  TraceRequest,
} from '../../../../../src/delivery/ship/otlp/encode/messages.js';
import { ProtobufEncoder } from '../../../../../src/delivery/ship/otlp/encode/protobuf.js';
import { METRICS_REQUEST, TRACE_REQUEST } from '../../../../../src/delivery/ship/otlp/encode/shapes.js';
import { decode, METRICS, readJson, TRACES } from '../official.js';

const RUNS = { numRuns: 200 };

/** Any UTF-16: halves of surrogate pairs, escapes, long texts. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 50 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('\ud800', 'a\\ud800', '\\\\ud800\udc00', '"\ud83d\ude00"', 'x'.repeat(200), 'é'.repeat(41)),
);
const hex = (digits: number) =>
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits }).map((it) => it.join(''));
const timeUs = fc.integer({ min: 1, max: 9_007_199_254_740 }).map((it) => it * 1000 + (it % 1000));
const whole = fc.maxSafeInteger();
const count = fc.maxSafeNat();
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  text,
  whole,
  fc.double(),
  fc.boolean(),
  fc.array(text, { maxLength: 3 }),
);
const attributes = fc.dictionary(text, value, { maxKeys: 6, noNullPrototype: true });
const scope = fc.record({ name: text, version: text });
const resource = fc.record({ attributes });
const flags = fc.integer({ min: 0, max: 0xffff_ffff });

const span: fc.Arbitrary<Span> = fc.record(
  {
    traceId: hex(32),
    spanId: hex(16),
    traceState: text,
    parentSpanId: hex(16),
    name: text,
    kind: fc.constantFrom(1, 2, 3),
    startUs: timeUs,
    endUs: timeUs,
    attributes,
    droppedAttributesCount: fc.nat(),
    events: fc.array(fc.record({ timeUs, name: text, attributes }), { maxLength: 3 }),
    links: fc.array(fc.record({ traceId: hex(32), spanId: hex(16), traceState: text, flags }), { maxLength: 3 }),
    status: fc.record({ code: fc.constantFrom(0, 2), message: text }),
    flags,
  },
  { requiredKeys: ['traceId', 'spanId', 'name', 'kind', 'startUs', 'endUs', 'attributes', 'flags'] },
);

const traceRequest: fc.Arbitrary<TraceRequest> = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource,
      scopeSpans: fc.array(fc.record({ scope, spans: fc.array(span, { maxLength: 4 }) }), { maxLength: 2 }),
    }),
    { maxLength: 3 },
  ),
});

/** JSON's zero has no sign. */
const real = fc.double({ noNaN: true }).map((it) => it + 0);
const point: fc.Arbitrary<HistogramPoint> = fc.record(
  {
    attributes,
    startUs: timeUs,
    timeUs,
    count,
    sum: real,
    bucketCounts: fc.array(count, { minLength: 1, maxLength: 15 }),
    explicitBounds: fc.array(real, { minLength: 1, maxLength: 14 }),
    exemplars: fc.array(fc.record({ timeUs, asDouble: real, traceId: hex(32), spanId: hex(16) }), { maxLength: 3 }),
    min: real,
    max: real,
  },
  { requiredKeys: ['attributes', 'startUs', 'timeUs', 'count', 'sum', 'bucketCounts', 'explicitBounds'] },
);
const aggregationTemporality = fc.constantFrom(1, 2);
const metricsRequest: fc.Arbitrary<MetricsRequest> = fc
  .array(
    fc.record(
      {
        name: text,
        description: text,
        unit: text,
        sum: fc.record({
          dataPoints: fc.array(fc.record({ attributes, startUs: timeUs, timeUs, asInt: count })),
          aggregationTemporality,
          isMonotonic: fc.boolean(),
        }),
        histogram: fc.record({ dataPoints: fc.array(point, { maxLength: 4 }), aggregationTemporality }),
      },
      { requiredKeys: ['name', 'description', 'unit'] },
    ),
    { maxLength: 4 },
  )
  .map((metrics) => ({
    resourceMetrics: [
      {
        resource: { attributes: {} },
        scopeMetrics: [
          // One of the two: they are a oneof.
          {
            scope: { name: 'x', version: '1' },
            metrics: metrics.map(({ sum, ...rest }) => (rest.histogram === undefined && sum ? { ...rest, sum } : rest)),
          },
        ],
      },
    ],
  }));

describe('any request', () => {
  const protobuf = new ProtobufEncoder();
  const json = new JsonEncoder();

  it('of traces is read alike in both encodings, and encoded to the same bytes by the official encoder', () => {
    fc.assert(
      fc.property(traceRequest, (request) => {
        const read = decode(TRACES, protobuf.encode(TRACE_REQUEST, request));
        expect(readJson(TRACES, json.encode(TRACE_REQUEST, request).toString())).toEqual(read);
      }),
      RUNS,
    );
  });

  it('of metrics is read alike in both encodings, and encoded to the same bytes by the official encoder', () => {
    fc.assert(
      fc.property(metricsRequest, (request) => {
        const read = decode(METRICS, protobuf.encode(METRICS_REQUEST, request));
        expect(readJson(METRICS, json.encode(METRICS_REQUEST, request).toString())).toEqual(read);
      }),
      RUNS,
    );
  });

  it('keeps every text, with U+FFFD for half of a surrogate pair', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (names) => {
        const spans = names.map((name) => ({ ...SPAN, name }));
        const request = { resourceSpans: [{ resource: { attributes: {} }, scopeSpans: [{ scope: SCOPE, spans }] }] };
        expect(decode(TRACES, protobuf.encode(TRACE_REQUEST, request))).toMatchObject({
          resourceSpans: [
            { scopeSpans: [{ spans: names.map((name) => (name === '' ? {} : { name: wellFormed(name) })) }] },
          ],
        });
      }),
      RUNS,
    );
  });
});

const SCOPE = { name: 'x', version: '1' };
const SPAN: Span = {
  traceId: '0'.repeat(31).concat('1'),
  spanId: '0'.repeat(15).concat('1'),
  name: '',
  kind: 2,
  startUs: 1,
  endUs: 2,
  attributes: {},
  flags: 0,
};

const wellFormed = (value: string) => Buffer.from(value).toString();
