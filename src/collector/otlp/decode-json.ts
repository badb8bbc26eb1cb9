/**
 * `ExportTraceServiceRequest` from JSON (specification/protocol/otlp.md, "JSON Protobuf Encoding"). Fields have their names
 * in lowerCamelCase; protobuf's own mapping to JSON has parsers take those of the .proto file, too.
 */
import {
  type AttributeMap,
  type AttributeValue,
  MOST_LEVELS,
  type ReceivedSpan,
  type ReceivedSpanEvent,
  type SpanSource,
} from './received-span.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** Names of trace.proto in the order of their numbers. OTLP wants numbers; protobuf's own mapping to JSON has names. */
const KINDS = [
  'SPAN_KIND_UNSPECIFIED',
  'SPAN_KIND_INTERNAL',
  'SPAN_KIND_SERVER',
  'SPAN_KIND_CLIENT',
  'SPAN_KIND_PRODUCER',
  'SPAN_KIND_CONSUMER',
];
const STATUS_CODES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'];
/** Of an `AnyValue`. */
const ALTERNATIVES = [
  'stringValue',
  'boolValue',
  'intValue',
  'doubleValue',
  'arrayValue',
  'kvlistValue',
  'bytesValue',
] as const;
/** As in the .proto files. */
const ORIGINAL_NAMES = {
  resourceSpans: 'resource_spans',
  scopeSpans: 'scope_spans',
  traceId: 'trace_id',
  spanId: 'span_id',
  parentSpanId: 'parent_span_id',
  startTimeUnixNano: 'start_time_unix_nano',
  endTimeUnixNano: 'end_time_unix_nano',
  stringValue: 'string_value',
  boolValue: 'bool_value',
  intValue: 'int_value',
  doubleValue: 'double_value',
  arrayValue: 'array_value',
  kvlistValue: 'kvlist_value',
  bytesValue: 'bytes_value',
} as const;
/** Of a `fixed64`. */
const MOST = 2n ** 64n - 1n;

/** Calls `onSpan` for each span. Throws where the text is not JSON. */
export function decodeJson(body: Buffer, onSpan: (span: ReceivedSpan) => void): void {
  const request: unknown = JSON.parse(body.toString());
  for (const ofResource of objects(read(asObject(request), 'resourceSpans'))) {
    const attributes = attributesOf(asObject(ofResource['resource'])['attributes']);
    for (const { scope, spans } of objects(read(ofResource, 'scopeSpans'))) {
      const { name, version } = asObject(scope);
      const source = { resource: attributes, scopeName: asText(name), scopeVersion: asText(version) };
      for (const span of objects(spans)) onSpan(spanOf(span, source));
    }
  }
}

function spanOf(span: JsonObject, source: SpanSource): ReceivedSpan {
  const status = asObject(span['status']);
  return {
    traceId: asText(read(span, 'traceId')).toLowerCase(),
    spanId: asText(read(span, 'spanId')).toLowerCase(),
    parentSpanId: asText(read(span, 'parentSpanId')).toLowerCase(),
    name: asText(span['name']),
    kind: asEnum(span['kind'], KINDS),
    startNs: asNanoseconds(read(span, 'startTimeUnixNano')),
    endNs: asNanoseconds(read(span, 'endTimeUnixNano')),
    attributes: attributesOf(span['attributes']),
    events: objects(span['events']).map(eventOf),
    status: { code: asEnum(status['code'], STATUS_CODES), message: asText(status['message']) },
    source,
  };
}

function eventOf({ name, attributes }: JsonObject): ReceivedSpanEvent {
  return { name: asText(name), attributes: attributesOf(attributes) };
}

function attributesOf(value: unknown, level = 0): AttributeMap {
  return Object.fromEntries(objects(value).map((pair) => [asText(pair['key']), anyValue(pair['value'], level)]));
}

function anyValue(value: unknown, level: number): AttributeValue {
  if (level > MOST_LEVELS) throw new RangeError('values are nested too deeply');
  const any = asObject(value);
  const given = ALTERNATIVES.find((name) => read(any, name) !== undefined);
  return given === undefined ? null : alternative(given, read(any, given), level);
}

function alternative(name: (typeof ALTERNATIVES)[number], value: unknown, level: number): AttributeValue {
  if (name === 'boolValue') return value === true;
  if (name === 'intValue' || name === 'doubleValue') return Number(value);
  if (name === 'arrayValue') return list(asObject(value)['values']).map((item) => anyValue(item, level + 1));
  if (name === 'kvlistValue') return attributesOf(asObject(value)['values'], level + 1);
  return asText(value);
}

/** `undefined` for `null`, which means in this mapping that a field is not there. */
const read = (object: JsonObject, name: keyof typeof ORIGINAL_NAMES): unknown =>
  object[name] ?? object[ORIGINAL_NAMES[name]] ?? undefined;

const NOTHING: JsonObject = {};

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : NOTHING);
const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
const asEnum = (value: unknown, names: readonly string[]): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : Math.max(0, names.indexOf(asText(value)));
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const objects = (value: unknown): readonly JsonObject[] => list(value).filter(isObject);

/** 64-bit numbers are texts; some exporters write numbers, which are then not exact to the nanosecond. */
function asNanoseconds(value: unknown): bigint {
  const isText = typeof value === 'string' && /^\d{1,20}$/.test(value);
  const isNumber = typeof value === 'number' && Number.isFinite(value) && value > 0;
  const ns = isText ? BigInt(value) : isNumber ? BigInt(Math.trunc(value)) : 0n;
  return ns <= MOST ? ns : 0n;
}
