/** `ExportTraceServiceRequest` from protobuf (opentelemetry-proto 1.9, trace.proto and common.proto). */
import {
  type AttributeMap,
  type AttributeValue,
  MOST_LEVELS,
  type ReceivedSpan,
  type ReceivedSpanEvent,
  type SpanSource,
} from './received-span.js';
import { fieldsOf, type WireField } from './wire-fields.js';

/** Calls `onSpan` for each span, so that no more than one is held. Throws where the bytes are not such a message. */
export function decodeProtobuf(body: Buffer, onSpan: (span: ReceivedSpan) => void): void {
  for (const { number, bytes } of fieldsOf(body)) if (number === 1) resourceSpans(bytes, onSpan);
}

function resourceSpans(bytes: Buffer, onSpan: (span: ReceivedSpan) => void): void {
  const fields = [...fieldsOf(bytes)];
  const resource = attributesIn(only(fields, 1));
  for (const { number, bytes: scoped } of fields) if (number === 2) scopeSpans(scoped, resource, onSpan);
}

function scopeSpans(bytes: Buffer, resource: AttributeMap, onSpan: (span: ReceivedSpan) => void): void {
  const fields = [...fieldsOf(bytes)];
  const scope = [...fieldsOf(only(fields, 1))];
  const source = { resource, scopeName: String(only(scope, 1)), scopeVersion: String(only(scope, 2)) };
  for (const { number, bytes: span } of fields) if (number === 2) onSpan(spanOf(span, source));
}

function spanOf(bytes: Buffer, source: SpanSource): ReceivedSpan {
  const fields = [...fieldsOf(bytes)];
  const status = [...fieldsOf(only(fields, 15))];
  return {
    traceId: only(fields, 1).toString('hex'),
    spanId: only(fields, 2).toString('hex'),
    parentSpanId: only(fields, 4).toString('hex'),
    name: String(only(fields, 5)),
    kind: Number(last(fields, 6)?.value ?? 0n),
    startNs: fixed64(only(fields, 7)),
    endNs: fixed64(only(fields, 8)),
    attributes: attributes(fields, 9),
    events: fields.filter(({ number }) => number === 11).map((field) => eventOf(field.bytes)),
    status: { code: Number(last(status, 3)?.value ?? 0n), message: String(only(status, 2)) },
    source,
  };
}

function eventOf(bytes: Buffer): ReceivedSpanEvent {
  const fields = [...fieldsOf(bytes)];
  return { name: String(only(fields, 2)), attributes: attributes(fields, 3) };
}

const attributesIn = (message: Buffer) => attributes([...fieldsOf(message)], 1);

/** The `KeyValue`s in field `number`. */
function attributes(fields: readonly WireField[], number: number, level = 0): AttributeMap {
  const entries = fields
    .filter((field) => field.number === number)
    .map(({ bytes }) => {
      const pair = [...fieldsOf(bytes)];
      return [String(only(pair, 1)), anyValue(only(pair, 2), level)] as const;
    });
  return Object.fromEntries(entries);
}

/** `AnyValue`: the last of its fields counts. */
function anyValue(bytes: Buffer, level: number): AttributeValue {
  if (level > MOST_LEVELS) throw new RangeError('values are nested too deeply');
  let value: AttributeValue = null;
  for (const field of fieldsOf(bytes)) value = alternative(field, level) ?? value;
  return value;
}

function alternative({ number, type, value, bytes }: WireField, level: number): AttributeValue | undefined {
  if (number === 1) return String(bytes);
  if (number === 2) return value !== 0n;
  if (number === 3) return Number(BigInt.asIntN(64, value));
  if (number === 4 && type === 1) return bytes.readDoubleLE(0);
  if (number === 5) {
    const items = [...fieldsOf(bytes)].filter((item) => item.number === 1);
    return items.map((item) => anyValue(item.bytes, level + 1));
  }
  if (number === 6) return attributes([...fieldsOf(bytes)], 1, level + 1);
  return number === 7 ? bytes.toString('base64') : undefined;
}

const NOTHING = Buffer.alloc(0);

const last = (fields: readonly WireField[], number: number) => fields.findLast((field) => field.number === number);

const only = (fields: readonly WireField[], number: number): Buffer => last(fields, number)?.bytes ?? NOTHING;

const fixed64 = (bytes: Buffer): bigint => (bytes.length === 8 ? bytes.readBigUInt64LE(0) : 0n);
