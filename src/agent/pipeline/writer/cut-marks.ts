/** What stands in a payload in place of a value that was not written, or not in full. */
import { MAX_COUNTED } from './payload-limits.js';

export const UNREADABLE = '"[unreadable]"';
export const CIRCULAR = '"[circular]"';

/** For an array of `total` items of which `kept` were written; empty when that is all of them. */
export function cutItems(kept: number, total: number): string {
  return kept < total ? `${kept === 0 ? '' : ','}"[cut: kept ${kept} of ${total} items]"` : '';
}

/** For an object of which `kept` properties were written; `count` is how many were seen when there is no `total`. */
export function cutMembers(kept: number, total: number | undefined, count: number): string {
  const size = total ?? (count > MAX_COUNTED ? `${MAX_COUNTED} or more` : count);
  return `${kept === 0 ? '' : ','}"[cut]":"kept ${kept} of ${size} properties"`;
}

/** For an object or array below the depth limit. */
export function cutDepth(value: object): string {
  if (Array.isArray(value)) return `"[cut: array of ${value.length} items]"`;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Counting the properties of a typed array would count its bytes one by one.
  if (prototype !== Object.prototype && prototype !== null) return '"[cut: object]"';
  let count = 0;
  for (const key in value) {
    if (Object.hasOwn(value, key)) count += 1;
    if (count >= MAX_COUNTED) break;
  }
  return `"[cut: object of ${count === MAX_COUNTED ? `${count} or more` : count} properties]"`;
}

const LARGEST = 2n ** 256n;

/** Writing a BigInt in decimal takes quadratic time, so large ones are only named. */
export function bigIntText(value: bigint): string {
  return value < LARGEST && value > -LARGEST ? `${value}` : '[bigint of more than 256 bits]';
}
