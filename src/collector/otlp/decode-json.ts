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
    kind: asNumber(span['kind']),
    startNs: asNanoseconds(span['startTimeUnixNano']),
    endNs: asNanoseconds(span['endTimeUnixNano']),
    attributes: attributesOf(span['attributes']),
    events: objects(span['events']).map(eventOf),
    status: { code: asNumber(status['code']), message: asText(status['message']) },
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
const asNumber = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const objects = (value: unknown): readonly JsonObject[] => list(value).filter(isObject);

/** 64-bit numbers are texts; some exporters write numbers. */
function asNanoseconds(value: unknown): bigint {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  return typeof value === 'number' && Number.isSafeInteger(Math.trunc(value)) && value > 0
    ? BigInt(Math.trunc(value))
    : 0n;
}
