/**
 * Text to the inside of a JSON string, byte by byte: for ASCII in half the time that JSON.stringify takes, whose
 * result would still have to be copied.
 */

/** Characters taken at once; each becomes two bytes at most. */
export const PIECE_CHARS = 1024;

/** Such a pattern fails at once for the strings that the engine stores in one byte a character. */
const WIDE = /[^\0-\xff]/;

/** Whether `text` may be ASCII; asked of any string, long or short, the answer costs the same. */
export function mayBeAscii(text: string): boolean {
  return !WIDE.test(text);
}

/** What is left to JSON.stringify. */
const OTHER = 1;

/** Writes `text`, at most `PIECE_CHARS` characters, to `to` from `end` on; where it ends, or -1 if it is not ASCII. */
export const escapeInto = createEscape();

/** In a function, so that the engine knows both arrays to stay the same: that takes a third off. */
function createEscape(): (to: Uint8Array, end: number, text: string) => number {
  const piece = Buffer.allocUnsafeSlow(3 * PIECE_CHARS);
  const from = new Uint8Array(piece.buffer);
  const escapes = escapeLetters();
  const backslash = 92;

  function escapePiece(to: Uint8Array, start: number, length: number): number {
    let end = start;
    for (let at = 0; at < length; at += 1) {
      const byte = from[at] as number;
      const letter = escapes[byte] as number;
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

/** By byte: 0 as it is, `OTHER`, else the letter after the backslash. */
function escapeLetters(): Uint8Array {
  const letters = new Uint8Array(256).fill(OTHER, 0, 32).fill(OTHER, 128);
  for (const char of '\b\t\n\f\r"\\') letters[char.charCodeAt(0)] = JSON.stringify(char).charCodeAt(2);
  return letters;
}
