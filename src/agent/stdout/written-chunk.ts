/** What was given to a stream's `write`: text or bytes, in any encoding. */

/** `undefined` for what a stream would reject. */
export function textOf([chunk, encoding]: readonly unknown[]): string | undefined {
  if (typeof encoding === 'string' && encoding !== '' && !isEncoding(encoding)) return undefined;
  if (typeof chunk === 'string') {
    const isPlain = !isEncoding(encoding) || /^utf-?8$/i.test(encoding);
    return isPlain ? chunk : Buffer.from(chunk, encoding).toString();
  }
  return chunk instanceof Uint8Array ? bytesOf([chunk]).toString() : undefined;
}

export function bytesOf([chunk, encoding]: readonly unknown[]): Buffer {
  if (typeof chunk === 'string') {
    return isEncoding(encoding) ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
  }
  return chunk instanceof Uint8Array ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : Buffer.alloc(0);
}

const LINE_END = 0x0a;

/** The lines of a chunk, each with its end, as `piecesOf` divides its text. */
export function byteLinesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_END, start);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(start, next));
    start = next;
  }
  return lines;
}

/** The function that is to be called when the chunk is written. */
export function callbackOf(args: readonly unknown[]): (() => unknown) | undefined {
  const callback = args.find(isCallback);
  return callback;
}

const isCallback = (value: unknown): value is () => unknown => typeof value === 'function';

const ENCODING = /^(?:utf-?8|ucs-?2|utf-?16le|latin1|binary|base64|base64url|hex|ascii)$/i;

/** Not `Buffer.isEncoding`, which Node's own streams call: a host that replaces it would see ours. */
const isEncoding = (value: unknown): value is BufferEncoding => typeof value === 'string' && ENCODING.test(value);
