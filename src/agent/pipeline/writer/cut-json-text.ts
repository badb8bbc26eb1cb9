/** The start of a text as JSON, cut to a number of bytes. */
export interface CutText {
  /** From the opening quote; there is no closing quote. */
  readonly json: string;
  readonly bytes: number;
  /** Characters of the text that were read. */
  readonly read: number;
}

/** A balance between quoting more text than is kept and calling JSON.stringify often. */
const PIECE_CHARS = 2048;

/** As much of `text` as fits in `maxBytes`. Never splits a character or an escape. */
export function cutJsonText(text: string, maxBytes: number): CutText {
  let json = '"';
  let bytes = 1;
  let read = 0;
  while (read < text.length) {
    const end = pieceEnd(text, Math.min(read + PIECE_CHARS, read + maxBytes - bytes));
    const quoted = JSON.stringify(text.slice(read, end));
    const piece = quoted.slice(1, -1);
    const size = Buffer.byteLength(quoted) - 2;
    if (bytes + size > maxBytes) {
      const start = startOf(piece, size, maxBytes - bytes);
      return { json: json + start.json, bytes: bytes + start.bytes, read: end };
    }
    if (end === read) break;
    json += piece;
    bytes += size;
    read = end;
  }
  return { json, bytes, read };
}

/** `end`, or one less when that would split a surrogate pair. */
function pieceEnd(text: string, end: number): number {
  return end < text.length && isFirstHalf(text.charCodeAt(end - 1)) ? end - 1 : end;
}

/** As much of `json`, the inside of a JSON string of `jsonBytes` bytes, as fits in `maxBytes`. */
function startOf(json: string, jsonBytes: number, maxBytes: number): Pick<CutText, 'json' | 'bytes'> {
  let piece = json;
  let bytes = jsonBytes;
  // Proportional, and repeated: characters of several bytes may be concentrated at the start.
  while (bytes > maxBytes) {
    const length = bytes === piece.length ? maxBytes : Math.floor((piece.length * maxBytes * 0.99) / bytes);
    bytes -= bytesFrom(piece, length);
    piece = piece.slice(0, length);
  }
  const whole = withoutHalfCharacter(withoutHalfEscape(piece));
  return { json: whole, bytes: bytes - bytesFrom(piece, whole.length) };
}

/** Only the short part that is cut off is counted: counting takes a third of the time of quoting. */
function bytesFrom(text: string, start: number): number {
  return start === text.length ? 0 : Buffer.byteLength(text.slice(start));
}

/** The longest escape is `\ud800`. */
const LONGEST_ESCAPE = 6;

function withoutHalfEscape(piece: string): string {
  const at = piece.lastIndexOf('\\');
  if (at < 0 || at < piece.length - LONGEST_ESCAPE) return piece;
  let first = at;
  while (piece[first - 1] === '\\') first -= 1;
  const isEscaped = (at - first) % 2 === 1;
  const length = piece[at + 1] === 'u' ? LONGEST_ESCAPE : 2;
  return isEscaped || piece.length - at >= length ? piece : piece.slice(0, at);
}

function withoutHalfCharacter(piece: string): string {
  const last = piece.charCodeAt(piece.length - 1);
  return isFirstHalf(last) ? piece.slice(0, -1) : piece;
}

function isFirstHalf(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
