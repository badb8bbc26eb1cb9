/** Numbers as hexadecimal digits, for the ids of every event: `toString(16)` takes ten times as long. */

const DIGITS = new Uint8Array(16).map((_, value) => '0123456789abcdef'.charCodeAt(value));
const digit = (value: number) => DIGITS[value & 15] ?? 0;

/** The lowest 32 bits of `value`, in eight digits. */
export function hexWord(value: number): string {
  return String.fromCharCode(
    digit(value >>> 28),
    digit(value >>> 24),
    digit(value >>> 20),
    digit(value >>> 16),
    digit(value >>> 12),
    digit(value >>> 8),
    digit(value >>> 4),
    digit(value),
  );
}
