/**
 * Any value to JSON that is redacted, within a byte limit, and always parses.
 *
 * How the limit is kept: every open object or array reserves room to say what was cut and to close, so a value
 * either fits in what is left, or is not written and its parent says so. Only strings are written before they are
 * known to be clean, and are taken back when they are not; a cut string shows nothing near the end of what was tested.
 */
import { REDACTED } from '../secrets/redacted.js';
import type { SecretText } from '../secrets/secret-text.js';
import { bracketBytes, type HostObject, isLeftOut, isObject, lengthOf, readItem } from './container-entry.js';
import { bigIntText, CIRCULAR, cutDepth, cutItems, cutMembers, UNREADABLE } from './cut-marks.js';
import { standInFor } from './exotic-value.js';
import { isHidden, isOptionOf, roleStandIn } from './hidden-value.js';
import { CLOSE_BRACE, OPEN_BRACE } from './json-bytes.js';
import type { KeyInfo, KeyTable } from './key-table.js';
import { MAX_COUNTED, MAX_DEPTH } from './payload-limits.js';
import { FULL, OMITTED, type Outcome, StringWriting, WRITTEN } from './string-writing.js';

/** For a container's closing bracket and the longest mark: `,"[cut]":"kept 1000 of 4294967295 properties"}`. */
const RESERVE = 56;
/** The part of it that the last entry may use, since no mark follows. */
const LAST = RESERVE - 1;
/** Items of an array that `shape` shows. */
const SHAPE_ITEMS = 3;
const REDACTED_JSON = `"${REDACTED}"`;
const COMMA = 44;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

/** A property that turned out to be left out, such as an object whose toJSON returns nothing, counts as so many. */
const OMITTED_COST = 32;

const hasOwn = Object.prototype.hasOwnProperty;

export class ValueWriting extends StringWriting {
  protected depth = 0;
  private readonly keys: KeyTable;
  private readonly ancestors: Array<object | undefined> = [];
  /** Stands before the first name of every object: see `KeyTable.after`. */
  private readonly beforeFirst: KeyInfo;

  constructor(keys: KeyTable, secrets: SecretText) {
    super(secrets);
    this.keys = keys;
    this.beforeFirst = keys.start();
  }

  protected any(value: unknown, key: string): Outcome {
    // No switch: the engine makes it a call and comparisons of strings.
    if (typeof value === 'string') return this.string(value);
    if (typeof value === 'number') return this.plain(Number.isFinite(value) ? `${value}` : 'null', '"number"');
    if (isObject(value)) return this.object(value, key);
    if (value === null) return this.plain('null', '"null"');
    if (typeof value === 'boolean') return this.plain(value ? 'true' : 'false', '"boolean"');
    if (typeof value === 'bigint') return this.plain(`"${bigIntText(value)}"`, '"bigint"');
    return OMITTED;
  }

  private plain(json: string, shape: string): Outcome {
    return this.shape ? this.instead(shape, json.length) : this.ascii(json);
  }

  private object(value: HostObject, key: string): Outcome {
    const { depth, left, end } = this;
    try {
      if (this.isAncestor(value, depth)) return this.instead(CIRCULAR, CIRCULAR.length);
      if (depth >= MAX_DEPTH) return this.instead(cutDepth(value), 0);
      this.ancestors[depth] = value;
      this.depth = depth + 1;
      const outcome = this.readObject(value, key);
      this.leave(depth);
      return outcome;
    } catch {
      // A proxy, a toJSON, or a full stack. A getter that throws costs only its own property.
      this.leave(depth);
      this.end = end;
      this.left = Math.min(this.left, left);
      return this.instead(UNREADABLE, UNREADABLE.length);
    }
  }

  private isAncestor(value: object, depth: number): boolean {
    for (let at = 0; at < depth; at += 1) if (this.ancestors[at] === value) return true;
    return false;
  }

  /** Keeps no reference to the host's objects. */
  private leave(depth: number): void {
    this.ancestors[depth] = undefined;
    this.depth = depth;
  }

  private readObject(value: HostObject, key: string): Outcome {
    const toJson = value.toJSON;
    if (Array.isArray(value) && typeof toJson !== 'function') return this.array(value, value.length);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null && typeof value.rawJSON === 'string') this.isAltered = true; // Of `JSON.rawJSON`.
    if (prototype !== Object.prototype && prototype !== null) {
      const standIn = standInFor(value);
      if (standIn !== undefined) {
        this.isAltered = true;
        return this.standIn(standIn.value, standIn.total);
      }
    }
    if (typeof toJson !== 'function') return this.members(value, undefined);
    const plain: unknown = Reflect.apply(toJson, value, [key]);
    // As in JSON.stringify, the result's own toJSON is not called.
    const standIn = typeof plain === 'object' && plain !== null ? standInFor(plain) : undefined;
    return this.standIn(standIn === undefined ? plain : standIn.value, standIn?.total);
  }

  private standIn(value: unknown, total: number | undefined): Outcome {
    if (!isObject(value)) return this.any(value, '');
    return Array.isArray(value) ? this.array(value, total ?? value.length) : this.members(value, total);
  }

  private array(items: readonly unknown[], total: number): Outcome {
    if (this.lacks(RESERVE + 2)) return FULL;
    this.left -= RESERVE;
    const { end: start, unwritten } = this;
    this.putCode(OPEN_BRACKET);
    const end = Math.min(items.length, this.shape ? SHAPE_ITEMS : this.maxEntries);
    let at = 0;
    let before: unknown;
    for (; at < end; at += 1) {
      if (at > 0) this.putCode(COMMA);
      const item = readItem(items, at);
      const isHiddenItem = typeof before === 'string' && isOptionOf(item, before, this.keys);
      before = item;
      if (isHiddenItem) this.altered(String(item).length, REDACTED.length);
      if (this.item(isHiddenItem ? REDACTED : item, at === total - 1 ? LAST : 0) !== FULL) continue;
      if (at > 0) this.end -= 1;
      break;
    }
    if (at < total) this.cutAfter(start - unwritten, at, total);
    return this.closeWith(cutItems(at, total), CLOSE_BRACKET, at);
  }

  /**
   * Of `total` entries of a container, `kept` are written; the others are taken to be as large. `start`: where it begins,
   * less what was unwritten by then.
   */
  private cutAfter(start: number, kept: number, total: number): void {
    this.isAltered = true;
    if (kept > 0) this.unwritten += Math.round(((this.end + this.unwritten - start) / kept) * (total - kept));
  }

  /** Also takes the room for the comma. */
  private item(value: unknown, extra: number): Outcome {
    this.left += extra - 1;
    const outcome = this.any(value, '') || this.ascii('null');
    this.left -= outcome === FULL ? extra - 1 : extra;
    return outcome;
  }

  private closeWith(mark: string, bracket: number, entries: number): Outcome {
    this.left += RESERVE - mark.length - bracketBytes(entries);
    this.putAscii(mark);
    this.putCode(bracket);
    return WRITTEN;
  }

  /** Each property is written once the next is known, or once it is known to be the last. */
  private members(value: HostObject, total: number | undefined): Outcome {
    if (this.lacks(RESERVE + 2)) return FULL;
    this.left -= RESERVE;
    const { end: start, unwritten } = this;
    this.putCode(OPEN_BRACE);
    let kept = 0;
    let count = 0;
    let omitted = 0;
    let isFull = false;
    let info = this.beforeFirst;
    let item: unknown;
    for (const key in value) {
      if (!hasOwn.call(value, key)) continue;
      count += 1;
      if (isFull) {
        if (total !== undefined || count > MAX_COUNTED) break;
        continue;
      }
      // In line: the engine reads `value[key]` without a search when `key` is the loop's own.
      let next: unknown;
      try {
        next = value[key];
      } catch {
        next = '[unreadable]';
        this.isAltered = true;
      }
      if (isLeftOut(next)) {
        count -= 1;
        omitted += 1;
        if (omitted <= MAX_COUNTED) continue;
        isFull = true;
        count = MAX_COUNTED + 1;
        break;
      }
      if (count > 1) {
        const outcome = kept === this.maxEntries ? FULL : this.member(item, value, info, kept === 0, 0);
        isFull = outcome === FULL;
        if (isFull) continue;
        kept += outcome;
        if (outcome === OMITTED) omitted += OMITTED_COST;
      }
      info = this.keys.after(info, key);
      item = next;
    }
    if (count > 0 && !isFull) {
      const extra = (total ?? 0) > count ? 0 : LAST;
      const outcome = kept === this.maxEntries ? FULL : this.member(item, value, info, kept === 0, extra);
      isFull = outcome === FULL;
      if (!isFull) kept += outcome;
    }
    if (!isFull && (total ?? 0) <= count) return this.closeWith('', CLOSE_BRACE, kept);
    this.cutAfter(start - unwritten, kept, total ?? count);
    return this.closeWith(cutMembers(kept, total, count), CLOSE_BRACE, kept);
  }

  /** A property, when there is room for its name and value; nothing when JSON leaves it out. */
  private member(value: unknown, holder: object, info: KeyInfo, isFirst: boolean, extra: number): Outcome {
    const room = extra - info.json.length;
    if (this.lacks(1 - room)) return FULL;
    this.left += room;
    const { end } = this;
    this.putName(info.json, isFirst);
    const outcome = info.isPlain ? this.any(value, info.name) : this.specialMember(value, holder, info);
    if (outcome === WRITTEN) {
      this.left -= extra;
    } else {
      this.left -= room;
      this.end = end;
    }
    return outcome;
  }

  private specialMember(value: unknown, holder: object, info: KeyInfo): Outcome {
    if (isHidden(value, info)) {
      if (this.isCatalogue && isObject(value)) return this.hidingOpaque(() => this.any(value, info.name));
      return this.instead(REDACTED_JSON, lengthOf(value));
    }
    const standIn = info.role === 'none' ? undefined : roleStandIn(holder, value, info, this.keys);
    if (standIn !== undefined) {
      this.altered(lengthOf(value), standIn.length);
      return this.longString(standIn);
    }
    return info.sensitivity === 'opaque'
      ? this.hidingOpaque(() => this.any(value, info.name))
      : this.any(value, info.name);
  }
}
