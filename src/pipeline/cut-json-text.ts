/** The start of a JSON string, from its opening quote, in at most `maxBytes`; no character and no escape is halved. */
export function cutJsonText(json: string, maxBytes: number): string {
  let piece = json.slice(0, -1);
  // Proportional at first; characters of more bytes may crowd at the start, so that it may take more than once.
  for (let bytes = Buffer.byteLength(piece); bytes > maxBytes; bytes = Buffer.byteLength(piece)) {
    const length = bytes === piece.length ? maxBytes : Math.floor((piece.length * maxBytes * 0.99) / bytes);
    piece = piece.slice(0, length);
  }
  return withoutHalfCharacter(withoutHalfEscape(piece));
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
