/**
 * JSON under construction: UTF-8 in one buffer that every line reuses. Concatenating strings would allocate an object
 * for each piece, copy everything at the end, and encode it on the way to the disk.
 */
import { copyText } from '../secrets/character-class.js';
import { escapeInto, PIECE_CHARS } from './json-escape.js';
import type { JsonName } from './json-name.js';
import { numberInto } from './number-digits.js';

/** How far a write may overshoot the reserved room before it is taken back. */
const OVERHANG = 2 * PIECE_CHARS;

export class JsonBytes {
  /** Where the next byte goes. Moving it back discards what was written after it. */
  protected end = 0;
  private buffer = Buffer.allocUnsafeSlow(OVERHANG);
  /** The same memory, in the form that the engine writes fastest. */
  protected bytes = bytesOf(this.buffer);
  private words = wordsOf(this.buffer);

  /** Makes room for `bytes`, and for a string that may turn out not to fit. */
  protected reserve(bytes: number): void {
    if (this.hasRoom(bytes)) return;
    const length = this.end + bytes + OVERHANG;
    const grown = Buffer.allocUnsafeSlow(length);
    this.buffer.copy(grown, 0, 0, this.end);
    this.buffer = grown;
    this.bytes = bytesOf(grown);
    this.words = wordsOf(grown);
  }

  protected hasRoom(bytes: number): boolean {
    return this.end + bytes + OVERHANG <= this.buffer.length;
  }

  /** Everything written so far. Valid until the next write. */
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

  /** A number, if numberInto() can write it; returns whether it did. */
  protected putNumber(value: number): boolean {
    const end = numberInto(this.bytes, this.end, value);
    if (end < 0) return false;
    this.end = end;
    return true;
  }

  /** A property's name, after a comma unless it is the first. Written four bytes at a time, so it may overshoot. */
  protected putName({ words, length }: JsonName, isFirst: boolean): void {
    const { end, words: out } = this;
    // For the first name, the comma overwrites the opening brace, which is then restored.
    const start = isFirst ? end - 1 : end;
    for (let at = 0; at < words.length; at += 1) out.setInt32(start + 4 * at, words[at] ?? 0);
    if (isFirst) this.bytes[start] = OPEN_BRACE;
    this.end = start + length;
  }

  /** Writes `json`, for which there must be room, and returns its size in bytes. */
  protected putJson(json: string): number {
    const bytes = this.buffer.write(json, this.end);
    this.end += bytes;
    return bytes;
  }

  /** Writes `json`, the inside of a string, in quotes. */
  protected putInQuotes(json: Uint8Array): void {
    const { bytes, end } = this;
    const last = end + 1 + json.length;
    bytes[end] = QUOTE;
    bytes.set(json, end + 1);
    bytes[last] = QUOTE;
    this.end = last + 1;
  }

  /**
   * Writes as much of `text` as fits in `room` bytes as a JSON string without its closing quote. Returns how many
   * characters were read, or -1, with nothing written, when `text` is not ASCII.
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
   * Writes `text` in quotes as if it were ASCII that needs no escapes. The classes of its characters
   * (secrets/character-class.ts) are returned, and say whether it was.
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
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

function bytesOf({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

function wordsOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
