/** The start of a JSON string, from its opening quote. */
export interface CutText {
  readonly json: string;
  readonly bytes: number;
}

/** The start of `json`, a JSON string, in at most `maxBytes`; no character and no escape is halved. */
export function cutJsonText(json: string, maxBytes: number): CutText {
  let piece = json.slice(0, -1);
  let bytes = Buffer.byteLength(piece);
  // Proportional at first; characters of more bytes may crowd at the start, so that it may take more than once.
  while (bytes > maxBytes) {
    const length = bytes === piece.length ? maxBytes : Math.floor((piece.length * maxBytes * 0.99) / bytes);
    bytes -= bytesFrom(piece, length);
    piece = piece.slice(0, length);
  }
  const whole = withoutHalfCharacter(withoutHalfEscape(piece));
  return { json: whole, bytes: bytes - bytesFrom(piece, whole.length) };
}

/** Counted from the end, which is short: counting takes as long as a third of the quoting. */
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
  return last >= 0xd800 && last <= 0xdbff ? piece.slice(0, -1) : piece;
}
