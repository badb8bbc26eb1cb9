/** What the writer asks of one entry of an object or array. */
import { REDACTED } from '../secrets/redacted.js';

export type HostObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is HostObject {
  return typeof value === 'object' && value !== null;
}

/** Bytes of a value that is not looked into, roughly. */
export function lengthOf(value: unknown): number {
  return (typeof value === 'string' ? value.length : REDACTED.length) + 2;
}

/** What JSON leaves out is passed over before its name is looked at. */
export function isLeftOut(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}

/** Every entry pays for a comma; for the first, that byte is the opening bracket. */
export function bracketBytes(entries: number): number {
  return entries === 0 ? 2 : 1;
}

export function readItem(items: readonly unknown[], at: number): unknown {
  try {
    return items[at];
  } catch {
    return '[unreadable]';
  }
}
