/**
 * The one writer: any value to JSON that is redacted, at most so many bytes, and always parses.
 *
 * How the bound is kept: every open object or array has set aside room to say what was cut and to close, so
 * a value either fits in what is left, or is not written and its parent says so. Nothing is written and taken
 * back. Strings are tested for secrets before they are cut, and a cut string shows nothing near the end of
 * what was tested.
 */
import { cutJsonText } from './cut-json-text.js';
import { standInFor } from './exotic-value.js';
import type { KeyInfo, KeyTable } from './key-table.js';
import { REDACTED } from './keyed-secret.js';
import { CUT_MARGIN, MAX_COUNTED, MAX_DEPTH, MAX_ENTRIES } from './limits.js';
import { describeBlob, describeDataUrl, describeMedia } from './media-value.js';
import type { SecretText } from './secret-value.js';
import { isSecretText } from './sensitive-key.js';
import { CLASS_OF, ESCAPE, maySecret, NON_ASCII } from './text-class.js';

/** What is written of values: themselves, or only their types and lengths. */
export type Detail = 'values' | 'shape';

export interface WriteOptions {
  /** Bytes of UTF-8, at least 64. */
  readonly maxBytes: number;
  readonly detail: Detail;
  /** Bytes of one string; by default what is left. */
  readonly maxStringBytes?: number;
}

export interface PayloadWriter {
  /** JSON of `value`; `null` where JSON has no value for it. Never changes it. */
  write(value: unknown, options: WriteOptions): string;
}

/** What a walk over a value found: plain data, more than fits, or what only the careful way can write. */
type Finding = 'fine' | 'big' | 'special';

const PART_CHARS = 8192;
/** Items of a long array that are written together when they are plain. */
const RUN = 16;
/** A marker in a container, and its closing bracket: `,"[cut]":"kept 1000 of 4294967295 properties"}`. */
const RESERVE = 56;
/** Smaller remains are not worth a piece of a string. */
const MIN_CUT_BYTES = 96;
/** Up to here a string is looked at character by character; beyond it by native code. */
const SHORT_CHARS = 48;
/** No room: the parent says so. Not JSON, and not `''`, which means that JSON leaves the value out. */
const FULL = '!';
const UNREADABLE = '"[unreadable]"';
const CIRCULAR = '"[circular]"';
const REDACTED_JSON = `"${REDACTED}"`;

const hasOwn = Object.prototype.hasOwnProperty;

export function createPayloadWriter(keys: KeyTable, secrets: SecretText): PayloadWriter {
  const idle: Writing[] = [];
  return {
    write(value, options) {
      // A getter or toJSON of the host may make an event while one is being written.
      const writing = idle.pop() ?? new Writing(keys, secrets);
      try {
        return writing.start(value, options);
      } finally {
        if (idle.length === 0) idle.push(writing);
      }
    },
  };
}

class Writing {
  private readonly keys: KeyTable;
  private readonly secrets: SecretText;
  private readonly ancestors: Array<object | undefined> = [];
  /** Stands before the first name of every object: see `KeyTable.after`. */
  private readonly beforeFirst: KeyInfo;
  private depth = 0;
  private left = 0;
  private maxString = 0;
  private hasStringBound = false;
  private shape = false;
  /** Nothing that calls for the careful way has been met. */
  private mayBePlain = false;
  /** Once a value was too big, its parts are tried up to a size at which a vain walk costs little. */
  private surveyLimit = 0;
  /** Characters that `survey` may still count. */
  private budget = 0;

  constructor(keys: KeyTable, secrets: SecretText) {
    this.keys = keys;
    this.secrets = secrets;
    this.beforeFirst = keys.start();
  }

  start(value: unknown, options: WriteOptions): string {
    this.left = options.maxBytes;
    this.maxString = options.maxStringBytes ?? options.maxBytes;
    this.hasStringBound = this.maxString < options.maxBytes;
    this.shape = options.detail === 'shape';
    this.depth = 0;
    this.mayBePlain = !this.shape;
    this.surveyLimit = options.maxBytes;
    const text = this.value(value, '');
    // Nothing of the host is kept.
    this.ancestors.fill(undefined);
    if (text === FULL) return '"[cut]"';
    return text === '' ? 'null' : text;
  }

  private value(value: unknown, key: string): string {
    switch (typeof value) {
      case 'string':
        return this.string(value);
      case 'number':
        return this.ascii(this.shape ? '"number"' : Number.isFinite(value) ? `${value}` : 'null');
      case 'boolean':
        return this.ascii(this.shape ? '"boolean"' : value ? 'true' : 'false');
      case 'bigint':
        return this.ascii(this.shape ? '"bigint"' : `"${describeBigInt(value)}"`);
      case 'object':
        return value === null ? this.ascii(this.shape ? '"null"' : 'null') : this.object(value, key);
      default:
        return '';
    }
  }

  /** `text` is ASCII. */
  private ascii(text: string): string {
    if (text.length > this.left) return FULL;
    this.left -= text.length;
    return text;
  }

  private object(value: object, key: string): string {
    const left = this.left;
    const depth = this.depth;
    try {
      const seen = this.seen(value, depth);
      if (seen !== '') return this.ascii(seen);
      const plain = this.mayBePlain ? this.plainJson(value, depth) : '';
      if (plain !== '') return plain;
      this.ancestors[depth] = value;
      this.depth = depth + 1;
      const { mayBePlain } = this;
      const text = this.readObject(value, key);
      this.mayBePlain = mayBePlain;
      this.depth = depth;
      return text;
    } catch {
      // A proxy, a toJSON, or a full stack; a getter's throw costs its property only.
      this.left = left;
      this.depth = depth;
      return this.ascii(UNREADABLE);
    }
  }

  /**
   * The short way, for most values: a walk finds no more than plain data that fits, JSON.stringify writes it,
   * and its text as a whole is asked for secrets. `''` sends the value the careful way; its parts try again
   * when it was only too big.
   */
  private plainJson(value: object, depth: number): string {
    try {
      this.budget = Math.min(this.left, this.surveyLimit);
      const finding = this.survey(value, depth);
      const json = finding === 'fine' ? JSON.stringify(value) : '';
      if (finding === 'big') this.surveyLimit = PART_CHARS;
      else this.mayBePlain = json !== '' && !this.secrets.ofJson(json);
      const bytes = Buffer.byteLength(json);
      if (json === '' || bytes > this.left || !this.mayBePlain) return '';
      this.left -= bytes;
      return json;
    } catch {
      this.mayBePlain = false;
      return '';
    }
  }

  private survey(value: unknown, depth: number): Finding {
    switch (typeof value) {
      case 'string':
        this.budget -= value.length + 2;
        // Any character takes at most six bytes.
        if (this.budget < 0 || (this.hasStringBound && 6 * value.length > this.maxString)) return 'big';
        return value.charCodeAt(0) === 100 && value.startsWith('data:') ? 'special' : 'fine';
      case 'object':
        if (value === null) return 'fine';
        return Array.isArray(value) ? this.surveyItems(value, depth) : this.surveyMembers(value, depth);
      case 'bigint':
        return 'special';
      default:
        this.budget -= 1;
        return 'fine';
    }
  }

  private surveyItems(items: readonly unknown[], depth: number): Finding {
    if (items.length > MAX_ENTRIES || items.length > this.budget) return 'big';
    if (depth >= MAX_DEPTH || (items as { readonly toJSON?: unknown }).toJSON !== undefined) return 'special';
    for (let at = 0; at < items.length; at += 1) {
      const finding = this.survey(items[at], depth + 1);
      if (finding !== 'fine') return finding;
    }
    return 'fine';
  }

  private surveyMembers(value: object, depth: number): Finding {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return 'special';
    if (depth >= MAX_DEPTH || (value as { readonly toJSON?: unknown }).toJSON !== undefined) return 'special';
    const values = value as Readonly<Record<string, unknown>>;
    let count = 0;
    let info = this.beforeFirst;
    for (const key in value) {
      if (!hasOwn.call(value, key)) continue;
      count += 1;
      info = this.keys.after(info, key);
      this.budget -= info.bytes;
      if (count > MAX_ENTRIES || this.budget < 0) return 'big';
      // Spelled out: the engine reads `values[key]` of the loop's own key without a search.
      const item = values[key];
      if (!info.isPlain && !this.isPlainValue(value, item, info)) return 'special';
      const finding = this.survey(item, depth + 1);
      if (finding !== 'fine') return finding;
    }
    return 'fine';
  }

  /** Whether a member whose name has a role is nothing special after all: `{"name": "size", "value": 3}`. */
  private isPlainValue(holder: object, value: unknown, info: KeyInfo): boolean {
    return info.sensitivity === 'plain' && info.isClean && this.roleStandIn(holder, value, info) === undefined;
  }

  private seen(value: object, depth: number): string {
    for (let at = 0; at < depth; at += 1) if (this.ancestors[at] === value) return CIRCULAR;
    return depth < MAX_DEPTH ? '' : describeDeep(value);
  }

  private readObject(value: object, key: string): string {
    if (Array.isArray(value)) return this.array(value, value.length);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      const standIn = standInFor(value);
      if (standIn !== undefined) return this.standIn(standIn.value, standIn.total);
    }
    const toJson: unknown = (value as { readonly toJSON?: unknown }).toJSON;
    if (typeof toJson !== 'function') return this.members(value, undefined);
    const plain: unknown = Reflect.apply(toJson, value, [key]);
    // As JSON.stringify does: the toJSON of what toJSON gave is not asked.
    const standIn = typeof plain === 'object' && plain !== null ? standInFor(plain) : undefined;
    return this.standIn(standIn === undefined ? plain : standIn.value, standIn?.total);
  }

  private standIn(value: unknown, total: number | undefined): string {
    if (typeof value !== 'object' || value === null) return this.value(value, '');
    return Array.isArray(value) ? this.array(value, total ?? value.length) : this.members(value, total);
  }

  private array(items: readonly unknown[], total: number): string {
    if (this.left < RESERVE + 2) return FULL;
    this.left -= RESERVE + 1;
    const end = Math.min(items.length, this.shape ? SHAPE_ITEMS : MAX_ENTRIES);
    let out = '[';
    let at = 0;
    while (at < end) {
      const run = this.plainRun(items, at, end);
      if (run !== '') {
        out += at === 0 ? run.slice(1, -1) : `,${run.slice(1, -1)}`;
        at = Math.min(at + RUN, end);
        continue;
      }
      this.left -= 1;
      const text = this.value(readCarefully(items, at), '');
      if (text === FULL) {
        this.left += 1;
        break;
      }
      // 'null' for what JSON leaves out; its four bytes are in the reserve of the next test.
      const item = text === '' ? this.ascii('null') : text;
      if (item === FULL) break;
      out += at === 0 ? item : `,${item}`;
      at += 1;
    }
    const mark = at < total ? `${at === 0 ? '' : ','}"[cut: kept ${at} of ${total} items]"` : '';
    this.left += RESERVE - mark.length - 1;
    return `${out}${mark}]`;
  }

  /** The next items of a long array as one plain array; the brackets count for the comma. `''`: one by one. */
  private plainRun(items: readonly unknown[], at: number, end: number): string {
    if (!this.mayBePlain || at % RUN !== 0 || end - at < RUN) return '';
    const run: unknown[] = [];
    try {
      for (let next = at; next < at + RUN; next += 1) run.push(items[next]);
    } catch {
      return '';
    }
    const { mayBePlain } = this;
    const json = this.plainJson(run, this.depth - 1);
    this.mayBePlain = mayBePlain;
    return json;
  }

  private members(value: object, total: number | undefined): string {
    if (this.left < RESERVE + 2) return FULL;
    this.left -= RESERVE + 1;
    const { left, depth } = this;
    try {
      return this.readMembers(value, total, false);
    } catch {
      // A getter threw: once more, and only its property is lost.
      this.left = left;
      this.depth = depth;
      return this.readMembers(value, total, true);
    }
  }

  private readMembers(value: object, total: number | undefined, isCareful: boolean): string {
    const values = value as Readonly<Record<string, unknown>>;
    let out = '{';
    let kept = 0;
    let count = 0;
    let isFull = false;
    let info = this.beforeFirst;
    for (const key in value) {
      if (!hasOwn.call(value, key)) continue;
      count += 1;
      if (isFull || kept === MAX_ENTRIES) {
        isFull = true;
        if (total !== undefined || count > MAX_COUNTED) break;
        continue;
      }
      info = this.keys.after(info, key);
      // Spelled out: the engine reads `values[key]` of the loop's own key without a search.
      const item = isCareful ? readCarefully(value, key) : values[key];
      const text = this.member(item, value, info);
      if (text === FULL) isFull = true;
      else if (text !== '') {
        out += kept === 0 ? info.json : info.commaJson;
        out += text;
        kept += 1;
      }
    }
    const mark = isFull || (total ?? 0) > count ? cutMembers(kept, total, count) : '';
    this.left += RESERVE - mark.length - 1;
    return `${out}${mark}}`;
  }

  /** The value of a property, with room taken for its name; `''` when JSON leaves it out. */
  private member(value: unknown, holder: object, info: KeyInfo): string {
    if (info.bytes >= this.left) return FULL;
    this.left -= info.bytes;
    const text = info.isPlain ? this.value(value, info.name) : this.specialMember(value, holder, info);
    if (text === '' || text === FULL) this.left += info.bytes;
    return text;
  }

  private specialMember(value: unknown, holder: object, info: KeyInfo): string {
    if (info.sensitivity !== 'plain' && isHidden(value, info)) return this.ascii(REDACTED_JSON);
    const standIn = info.role === 'none' ? undefined : this.roleStandIn(holder, value, info);
    return standIn === undefined ? this.value(value, info.name) : this.longString(standIn);
  }

  private roleStandIn(holder: object, value: unknown, info: KeyInfo): string | undefined {
    const mimeType = readCarefully(holder, 'mimeType');
    if (info.role === 'data') return describeMedia(value, readCarefully(holder, 'type'), mimeType);
    if (info.role === 'blob') return describeBlob(value, readCarefully(holder, 'uri'), mimeType);
    // `{name: 'Authorization', value: '…'}`: header and environment lists.
    const name = readCarefully(holder, 'name') ?? readCarefully(holder, 'key');
    if (typeof name !== 'string') return undefined;
    const named = this.keys.get(name);
    return named.sensitivity !== 'plain' && isHidden(value, named) ? REDACTED : undefined;
  }

  private string(text: string): string {
    const length = text.length;
    if (this.shape) return this.ascii(`"string(${length})"`);
    if (length + 2 > this.left || length + 2 > this.maxString) return this.cutString(text);
    if (length > SHORT_CHARS) return this.longString(text);
    let seen = 0;
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      seen |= code < 128 ? (CLASS_OF[code] as number) : NON_ASCII;
    }
    if (maySecret(seen) && this.secrets.ofSeen(text, seen)) return this.quoted(this.secrets.redact(text));
    if ((seen & (ESCAPE | NON_ASCII)) !== 0) return this.quoted(text);
    this.left -= length + 2;
    return `"${text}"`;
  }

  private longString(text: string): string {
    const dataUrl = describeDataUrl(text);
    if (dataUrl !== undefined) return this.quoted(dataUrl);
    return this.quoted(this.secrets.ofText(text) ? this.secrets.redact(text) : text);
  }

  /** `text` is clean. */
  private quoted(text: string): string {
    const json = JSON.stringify(text);
    const bytes = Buffer.byteLength(json);
    if (bytes > this.left || bytes > this.maxString) return this.shorten(text, text.length);
    this.left -= bytes;
    return json;
  }

  private cutString(text: string): string {
    if (this.left < MIN_CUT_BYTES) return FULL;
    const dataUrl = describeDataUrl(text);
    if (dataUrl !== undefined) return this.quoted(dataUrl);
    const end = Math.min(this.left, this.maxString) + CUT_MARGIN;
    const window = text.length > end ? text.slice(0, end) : text;
    const clean = this.secrets.ofWindow(window) ? this.secrets.redact(window) : window;
    if (window === text) return this.quoted(clean);
    return this.shorten(clean.slice(0, Math.max(0, clean.length - CUT_MARGIN)), text.length);
  }

  /** A piece of `text`, which is clean, that leaves an eighth of the room to what comes after it. */
  private shorten(text: string, total: number): string {
    if (this.left < MIN_CUT_BYTES) return FULL;
    const mark = `… [cut: ${total} characters]`;
    const room = Math.min(this.left - (this.left >> 3), this.maxString) - mark.length - 4;
    const piece = cutJsonText(JSON.stringify(text.slice(0, room)), room + 1);
    const marked = `${piece}${mark}"`;
    this.left -= Buffer.byteLength(marked);
    return marked;
  }
}

function readPlainly(holder: object, key: string | number): unknown {
  return (holder as Readonly<Record<string | number, unknown>>)[key];
}

function readCarefully(holder: object, key: string | number): unknown {
  try {
    return readPlainly(holder, key);
  } catch {
    return '[unreadable]';
  }
}

/** Items of an array that `shape` shows. */
const SHAPE_ITEMS = 3;

function isHidden(value: unknown, info: KeyInfo): boolean {
  if (info.sensitivity === 'text') return isSecretText(value);
  return value !== null && HIDDEN_TYPES.has(typeof value);
}

const HIDDEN_TYPES: ReadonlySet<string> = new Set(['string', 'number', 'bigint', 'object']);

function cutMembers(kept: number, total: number | undefined, count: number): string {
  const size = total ?? (count > MAX_COUNTED ? `${MAX_COUNTED} or more` : count);
  return `${kept === 0 ? '' : ','}"[cut]":"kept ${kept} of ${size} properties"`;
}

function describeDeep(value: object): string {
  if (Array.isArray(value)) return `"[cut: array of ${value.length} items]"`;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The bytes of a typed array would be counted one by one.
  if (prototype !== Object.prototype && prototype !== null) return '"[cut: object]"';
  let count = 0;
  for (const key in value) {
    if (hasOwn.call(value, key)) count += 1;
    if (count >= MAX_COUNTED) break;
  }
  return `"[cut: object of ${count === MAX_COUNTED ? `${count} or more` : count} properties]"`;
}

const BIGGEST = 2n ** 256n;

/** Decimal digits take quadratic time. */
function describeBigInt(value: bigint): string {
  return value < BIGGEST && value > -BIGGEST ? `${value}` : '[bigint of more than 256 bits]';
}
