/**
 * Escapes text for a JSON string, byte by byte. For ASCII this takes half the time of JSON.stringify, whose result
 * would still have to be copied.
 */

/** Characters read at once. Each becomes at most two bytes. */
export const PIECE_CHARS = 1024;

/** Marks a byte that only JSON.stringify handles. */
const OTHER = 1;

/** Writes `text`, at most `PIECE_CHARS` characters, to `to` at `end`. Returns the new end, or -1 if it is not ASCII. */
export const escapeInto = createEscape();

/** A closure, so that the engine knows that the arrays never change, which makes it a third faster. */
function createEscape(): (to: Uint8Array, end: number, text: string) => number {
  const piece = Buffer.allocUnsafeSlow(3 * PIECE_CHARS);
  const from = new Uint8Array(piece.buffer);
  const escapes = escapeLetters();
  const backslash = 92;

  function escapePiece(to: Uint8Array, start: number, length: number): number {
    let end = start;
    for (let at = 0; at < length; at += 1) {
      const byte = from[at] ?? 0;
      const letter = escapes[byte] ?? OTHER;
      if (letter !== 0) {
        if (letter === OTHER) return -1;
        to[end++] = backslash;
        to[end++] = letter;
      } else {
        to[end++] = byte;
      }
    }
    return end;
  }

  return (to, end, text) => escapePiece(to, end, piece.write(text));
}

/** For each byte: 0 to write it as it is, `OTHER`, or the letter that follows the backslash. */
function escapeLetters(): Uint8Array {
  const letters = new Uint8Array(256).fill(OTHER, 0, 32).fill(OTHER, 128);
  for (const char of '\b\t\n\f\r"\\') letters[char.charCodeAt(0)] = JSON.stringify(char).charCodeAt(2);
  return letters;
}
