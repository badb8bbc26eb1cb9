/**
 * JSON as it grows: bytes of UTF-8 in a buffer that is used again for every line. Adding strings to a string would
 * make an object for each piece, copy all of it at the end, and encode it on its way to the disk.
 */
import { escapeInto, PIECE_CHARS } from './json-escape.js';
import type { JsonName } from './json-name.js';
import { copyText } from './text-class.js';

/** What may be written beyond the room that was asked for, and taken back. */
const OVERHANG = 2 * PIECE_CHARS;

export class JsonBytes {
  /** Where the next byte goes; set back, it takes back what came after. */
  protected end = 0;
  private buffer = Buffer.allocUnsafeSlow(OVERHANG);
  /** The same memory, as the engine writes it fastest. */
  private bytes = bytesOf(this.buffer);
  private words = wordsOf(this.buffer);

  /** Makes room for so many bytes, and for a string that may be too much. */
  protected reserve(bytes: number): void {
    const length = this.end + bytes + OVERHANG;
    if (length <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(length);
    this.buffer.copy(grown, 0, 0, this.end);
    this.buffer = grown;
    this.bytes = bytesOf(grown);
    this.words = wordsOf(grown);
  }

  /** All of it, until more is written. */
  protected written(): Buffer {
    return this.buffer.subarray(0, this.end);
  }

  /** One ASCII character. */
  protected putCode(code: number): void {
    this.bytes[this.end++] = code;
  }

  protected putAscii(text: string): void {
    const { bytes, end } = this;
    const { length } = text;
    for (let at = 0; at < length; at += 1) bytes[end + at] = text.charCodeAt(at);
    this.end = end + length;
  }

  /** A property's name, after a comma unless it is the first; four bytes at a time, the last of them too many. */
  protected putName({ words, length }: JsonName, isFirst: boolean): void {
    const { end, words: out } = this;
    // Where the comma would stand is what opened the object, and known.
    const start = isFirst ? end - 1 : end;
    for (let at = 0; at < words.length; at += 1) out.setInt32(start + 4 * at, words[at] as number);
    if (isFirst) this.bytes[start] = OPEN_BRACE;
    this.end = start + length;
  }

  /** Bytes that `json` took, for which there is room. */
  protected putJson(json: string): number {
    const bytes = this.buffer.write(json, this.end);
    this.end += bytes;
    return bytes;
  }

  /**
   * The start of `text` as JSON, from its opening quote, in at most `room` bytes: how many characters were read, or -1,
   * and nothing written, if `text` is not ASCII.
   */
  protected putStart(text: string, room: number): number {
    const first = this.end;
    const last = first + room;
    let end = first + 1;
    let read = 0;
    let size = PIECE_CHARS;
    while (read < text.length && size > 0) {
      const next = escapeInto(this.bytes, end, text.length <= size ? text : text.slice(read, read + size));
      if (next < 0) return -1;
      if (next > last) {
        size >>= 1;
      } else {
        end = next;
        read += size;
      }
    }
    this.bytes[first] = QUOTE;
    this.end = end;
    return Math.min(read, text.length);
  }

  /**
   * `text` in quotes, as if it were ASCII without escapes; whether it is, and what else its characters are (see
   * text-class.ts), is the answer.
   */
  protected putQuoted(text: string): number {
    const { bytes, end } = this;
    const last = end + 1 + text.length;
    bytes[end] = QUOTE;
    bytes[last] = QUOTE;
    this.end = last + 1;
    return copyText(bytes, end + 1, text);
  }
}

export const QUOTE = 34;
const OPEN_BRACE = 123;

function bytesOf({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

function wordsOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
