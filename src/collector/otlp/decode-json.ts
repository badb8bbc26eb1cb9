/** `ExportTraceServiceRequest` from JSON (specification/protocol/otlp.md, "JSON Protobuf Encoding"). */
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
/** Of a `fixed64`. */
const MOST = 2n ** 64n - 1n;

/** Calls `onSpan` for each span. Throws where the text is not JSON. */
export function decodeJson(body: Buffer, onSpan: (span: ReceivedSpan) => void): void {
  const request: unknown = JSON.parse(body.toString());
  for (const { resource, scopeSpans } of objects(asObject(request)['resourceSpans'])) {
    const attributes = attributesOf(asObject(resource)['attributes']);
    for (const { scope, spans } of objects(scopeSpans)) {
      const { name, version } = asObject(scope);
      const source = { resource: attributes, scopeName: asText(name), scopeVersion: asText(version) };
      for (const span of objects(spans)) onSpan(spanOf(span, source));
    }
  }
}

function spanOf(span: JsonObject, source: SpanSource): ReceivedSpan {
  const status = asObject(span['status']);
  return {
    traceId: asText(span['traceId']).toLowerCase(),
    spanId: asText(span['spanId']).toLowerCase(),
    parentSpanId: asText(span['parentSpanId']).toLowerCase(),
    name: asText(span['name']),
    kind: asEnum(span['kind'], KINDS),
    startNs: asNanoseconds(span['startTimeUnixNano']),
    endNs: asNanoseconds(span['endTimeUnixNano']),
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
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = asObject(value);
  if (stringValue !== undefined) return asText(stringValue);
  if (boolValue !== undefined) return boolValue === true;
  if (intValue !== undefined) return Number(intValue);
  if (doubleValue !== undefined) return Number(doubleValue);
  if (arrayValue !== undefined) return list(asObject(arrayValue)['values']).map((item) => anyValue(item, level + 1));
  if (kvlistValue !== undefined) return attributesOf(asObject(kvlistValue)['values'], level + 1);
  return bytesValue === undefined ? null : asText(bytesValue);
}

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
