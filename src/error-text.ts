/** What a message says of something that was thrown. */

/** Never throws itself: whatever was thrown may be the host's, with getters and conversions that throw (#9 C6). */
export function errorText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'an error that cannot be read';
  }
}
