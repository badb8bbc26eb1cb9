/**
 * Numbers with up to three decimals, such as durations, as digits. The engine looks for each number in a cache first, and
 * then takes a microsecond for one with decimals (#14).
 */

const ZERO = 48;
const POINT = 46;
const MOST = 0x7fffffff;

/**
 * Writes what `String(value)` is to `to` at `end`, up to eleven bytes, if `value` is not negative, has at most three
 * decimals, and is below two million. Returns the new end, or -1 with nothing written.
 */
export function numberInto(to: Uint8Array, end: number, value: number): number {
  let digits = Math.round(value * 1000);
  if (!(digits >= 0 && digits <= MOST) || digits / 1000 !== value) return -1;
  let decimals = 3;
  for (; decimals > 0 && digits % 10 === 0; decimals -= 1) digits /= 10;
  let last = decimals === 0 ? end : end + decimals + 1;
  for (let rest = (value / 10) | 0; rest > 0; rest = (rest / 10) | 0) last += 1;
  const point = decimals === 0 ? -1 : last - decimals;
  for (let at = last; at >= end; at -= 1) {
    if (at === point) {
      to[at] = POINT;
    } else {
      to[at] = ZERO + (digits % 10);
      digits = (digits / 10) | 0;
    }
  }
  return last + 1;
}
