/**
 * What a response says: `ExportTraceServiceResponse` and `ExportMetricsServiceResponse`, which are how many of the spans or
 * points the receiver did not take, and why; and `Status`, which is why it took none. What cannot be read means that all
 * were taken, or says nothing.
 */
import { isObject } from '../span/recorded-event.js';

export interface PartialSuccess {
  readonly rejected: number;
  /** With none rejected it is a warning. */
  readonly message: string;
}

const ALL_TAKEN: PartialSuccess = { rejected: 0, message: '' };

export function readPartialSuccess(body: Buffer): PartialSuccess {
  try {
    return isJson(body) ? readJson(body) : readProtobuf(body);
  } catch {
    return ALL_TAKEN;
  }
}

/** The message of a `Status`, or what a receiver says in words of its own; empty where there is neither. */
export function readStatusMessage(body: Buffer): string {
  try {
    const message = isJson(body) ? jsonOf(body)['message'] : fieldsOf(body).get(2);
    if (Buffer.isBuffer(message) || typeof message === 'string') return message.toString();
  } catch {
    // It is another text.
  }
  return plainText(body);
}

const LONGEST_TEXT = 200;
/** Not a page, as proxies answer with, and no message in protobuf, which has control characters. */
const NO_TEXT = /^<|[\p{Cc}\u{fffd}]/u;

function plainText(body: Buffer): string {
  const text = body
    .subarray(0, 4 * LONGEST_TEXT)
    .toString()
    .trim()
    .replaceAll(/\s+/g, ' ');
  return NO_TEXT.test(text) ? '' : text.slice(0, LONGEST_TEXT);
}

const BRACE = 0x7b;
/** By what it is, not by what it is called: no message in protobuf begins with a brace, and proxies change headers. */
const isJson = (body: Buffer): boolean => body[0] === BRACE;

function jsonOf(body: Buffer): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(body.toString());
  return isObject(value) ? value : {};
}

function readJson(body: Buffer): PartialSuccess {
  const partial = jsonOf(body)['partialSuccess'];
  if (!isObject(partial)) return ALL_TAKEN;
  const { rejectedSpans, rejectedDataPoints, errorMessage } = partial;
  return {
    rejected: asCount(Number(rejectedSpans ?? rejectedDataPoints ?? 0)),
    message: typeof errorMessage === 'string' ? errorMessage : '',
  };
}

/** Field 1 of the response holds the message; its fields are the number rejected and the text. */
function readProtobuf(body: Buffer): PartialSuccess {
  const partial = fieldsOf(body).get(1);
  if (!Buffer.isBuffer(partial)) return ALL_TAKEN;
  const fields = fieldsOf(partial);
  const rejected = fields.get(1);
  const message = fields.get(2);
  return {
    rejected: typeof rejected === 'number' ? asCount(rejected) : 0,
    message: Buffer.isBuffer(message) ? message.toString() : '',
  };
}

const asCount = (value: number) => (value > 0 && Number.isSafeInteger(value) ? value : 0);

/** Varints and length-delimited fields by number; throws where the bytes are not such a message. */
function fieldsOf(bytes: Buffer): Map<number, number | Buffer> {
  const fields = new Map<number, number | Buffer>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = bytes.readUInt8(at);
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const value = varint();
    const type = tag & 7;
    if (type !== 0 && type !== 2) throw new RangeError('not a field of this message');
    fields.set(tag >>> 3, type === 0 ? value : bytes.subarray(at, at + value));
    if (type === 2) at += value;
  }
  return fields;
}
