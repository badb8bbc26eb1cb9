/** Writes strings as JSON, redacted and cut to the room that is left, and keeps account of that room. */
import { isQuotable, mayBeDataUrl } from '../secrets/character-class.js';
import { REDACTED } from '../secrets/redacted.js';
import { ScatteredSecrets } from '../secrets/scattered.js';
import type { SecretText } from '../secrets/secret-text.js';
import { isLatin } from '../vector/latin.js';
import { cutJsonText } from './cut-json-text.js';
import { JsonBytes, QUOTE } from './json-bytes.js';
import { describeDataUrl } from './media-value.js';
import { CUT_MARGIN, MAX_ENTRIES } from './payload-limits.js';
import { Quoting } from './quoting.js';

/** Whether values are written themselves, or only their types and lengths. */
export type Detail = 'values' | 'shape';

export interface WriteOptions {
  /** Bytes of UTF-8, at least 64. */
  readonly maxBytes: number;
  readonly detail: Detail;
  /** Size limit of one string in bytes; by default what is left. */
  readonly maxStringBytes?: number;
  /** The names in it are those of arguments, not of values: an object under the name of a secret describes it. */
  readonly isCatalogue?: boolean;
}

/** `OMITTED`: JSON leaves the value out. `FULL`: there is no room, and the parent says so. Both write nothing. */
export type Outcome = typeof OMITTED | typeof WRITTEN | typeof FULL;
export const OMITTED = 0;
export const WRITTEN = 1;
export const FULL = 2;

/** With less room than this, a string is not written at all. */
const MIN_CUT_BYTES = 96;
/** Shorter strings are read character by character, longer ones by native code. */
const SHORT_CHARS = 64;
const REDACTED_JSON = `"${REDACTED}"`;
/** Bytes of UTF-8 that one UTF-16 unit takes at most. */
export const MOST_BYTES = 3;

/** Longer strings are taken to go on as they begin: counting all of a huge one would take milliseconds. */
const COUNTED_CHARS = 65_536;

/** Bytes of UTF-8 that `text` takes, roughly. */
function bytesOf(text: string): number {
  if (text.length <= COUNTED_CHARS) return Buffer.byteLength(text);
  return Math.round((Buffer.byteLength(text.slice(0, COUNTED_CHARS)) / COUNTED_CHARS) * text.length);
}

export class StringWriting extends JsonBytes {
  /** Bytes that may still be written. */
  protected left = 0;
  protected shape = false;
  protected isCatalogue = false;
  /** Of one array or object. */
  protected maxEntries = MAX_ENTRIES;
  /** Whether the JSON of the value itself would be of another length than what was written. */
  protected isAltered = false;
  /** By how many bytes, roughly. */
  protected unwritten = 0;
  private readonly secrets: SecretText;
  private readonly scattered = new ScatteredSecrets();
  private readonly quoting = new Quoting();
  private maxString = 0;

  constructor(secrets: SecretText) {
    super();
    this.secrets = secrets;
  }

  protected open(options: WriteOptions): void {
    this.reserve(options.maxBytes);
    this.left = options.maxBytes;
    this.maxString = options.maxStringBytes ?? options.maxBytes;
    this.shape = options.detail === 'shape';
    this.isAltered = this.shape;
    this.isCatalogue = options.isCatalogue === true;
    this.maxEntries = this.isCatalogue ? Number.POSITIVE_INFINITY : MAX_ENTRIES;
    this.unwritten = 0;
    this.scattered.reset();
  }

  /** Something of `original` bytes was written in `written` bytes. */
  protected altered(original: number, written: number): void {
    this.isAltered = true;
    this.unwritten += Math.round(original - written);
  }

  /** Runs `write`, and hides the strings that look generated in what it writes. */
  protected hidingOpaque(write: () => Outcome): Outcome {
    this.scattered.enter();
    try {
      return write();
    } finally {
      this.scattered.leave();
    }
  }

  /** Whether fewer than `bytes` are left. */
  protected lacks(bytes: number): boolean {
    return bytes > this.left;
  }

  /** `text` is ASCII. */
  protected ascii(text: string): Outcome {
    if (this.lacks(text.length)) return FULL;
    this.left -= text.length;
    this.putAscii(text);
    return WRITTEN;
  }

  protected string(text: string): Outcome {
    const { length } = text;
    if (this.shape) return this.instead(`"string(${length})"`, bytesOf(text) + 2);
    if (this.scattered.isActive && this.scattered.isSecret(text)) return this.instead(REDACTED_JSON, length + 2);
    if (length + 2 > this.maxString || this.lacks(length + 2)) return this.cutString(text);
    if (length > SHORT_CHARS) return this.longString(text);
    const { end } = this;
    const seen = this.putQuoted(text);
    const isSuspect =
      this.secrets.ofSeen(text, seen, this.bytes, end + 1) ||
      (mayBeDataUrl(seen) && describeDataUrl(text) !== undefined);
    if (!isSuspect && isQuotable(seen)) {
      this.left -= length + 2;
      return WRITTEN;
    }
    this.end = end;
    return this.quoted(isSuspect ? this.clean(text) : text);
  }

  /** Writes `json`, which is ASCII, in place of something that takes `original` bytes. */
  protected instead(json: string, original: number): Outcome {
    this.altered(original, json.length);
    return this.ascii(json);
  }

  protected longString(text: string): Outcome {
    return this.quoted(this.secrets.ofText(text) || text.startsWith('data:') ? this.clean(text) : text);
  }

  private clean(text: string): string {
    this.scattered.see(text);
    const clean = describeDataUrl(text) ?? this.secrets.redact(text);
    if (clean !== text) this.altered(text.length, clean.length);
    return clean;
  }

  /** `text` is redacted already. */
  private quoted(text: string): Outcome {
    const room = Math.min(this.left, this.maxString);
    const quoted = this.quoting.quote(text, room - 2);
    if (quoted !== undefined) {
      this.putInQuotes(quoted);
      this.left -= quoted.length + 2;
      return WRITTEN;
    }
    if (this.quotedAscii(text)) return WRITTEN;
    const json = JSON.stringify(text);
    // Counting the bytes takes a third of the time of quoting, so it is avoided when there is room in any case.
    if (MOST_BYTES * json.length > room && Buffer.byteLength(json) > room) return this.shortenWhole(text);
    this.left -= this.putJson(json);
    return WRITTEN;
  }

  /** Writes `text`, which is redacted already, if it is ASCII and fits. Returns whether it did. */
  private quotedAscii(text: string): boolean {
    if (this.lacks(text.length + 2) || !isLatin(text)) return false;
    const { end } = this;
    const read = this.putStart(text, Math.min(this.left, this.maxString) - 1);
    if (read === text.length) {
      this.putCode(QUOTE);
      this.left -= this.end - end;
      return true;
    }
    this.end = end;
    return false;
  }

  private cutString(text: string): Outcome {
    if (this.lacks(MIN_CUT_BYTES)) return FULL;
    const dataUrl = describeDataUrl(text);
    if (dataUrl !== undefined) {
      this.altered(text.length, dataUrl.length);
      return this.quoted(dataUrl);
    }
    const end = Math.min(this.left, this.maxString) + CUT_MARGIN;
    if (text.length <= end) return this.quoted(this.secrets.ofWindow(text) ? this.clean(text) : text);
    const { end: start, left } = this;
    const read = this.putCut(text, text.length);
    if (!this.secrets.ofWindow(text.slice(0, read + CUT_MARGIN))) return this.cutAt(start, read, text.length);
    this.end = start;
    this.left = left;
    const clean = this.secrets.redact(text.slice(0, end));
    return this.shorten(clean.slice(0, Math.max(0, clean.length - CUT_MARGIN)), text.length);
  }

  /** `text` is already redacted, except secrets that matter only when truncating. */
  private shortenWhole(text: string): Outcome {
    return this.shorten(this.secrets.ofWindow(text) ? this.secrets.redact(text) : text, text.length);
  }

  private shorten(text: string, total: number): Outcome {
    if (this.lacks(MIN_CUT_BYTES)) return FULL;
    const { end: start } = this;
    return this.cutAt(start, this.putCut(text, total), total);
  }

  /** A string of `total` characters was written from `start`, and cut after `read`: the rest is taken to be alike. */
  private cutAt(start: number, read: number, total: number): Outcome {
    const written = this.end - start;
    this.altered((total * written) / Math.max(1, read), written);
    return WRITTEN;
  }

  /**
   * Writes the start of `text` and a mark, and leaves an eighth of the room for what follows. Returns how many
   * characters of `text` were read.
   */
  private putCut(text: string, total: number): number {
    // The ellipsis is escaped, although that is three bytes longer: an ASCII line takes half the memory.
    const mark = `\\u2026 [cut: ${total} characters]"`;
    const room = Math.min(this.left - (this.left >> 3) + 3, this.maxString) - mark.length;
    const { end } = this;
    const read = isLatin(text) ? this.putStart(text, room) : -1;
    if (read >= 0) {
      this.putAscii(mark);
      this.left -= this.end - end;
      return read;
    }
    const cut = cutJsonText(text, room);
    this.left -= this.putJson(cut.json + mark);
    return cut.read;
  }
}
