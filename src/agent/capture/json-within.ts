/** JSON of a value of the host, which may be anything, within a limit of characters. */

/** Values visited before giving up: a limit on time, where the other is one on memory. */
const MAX_VALUES = 10_000;

export function jsonWithin(value: unknown, maxChars: number): string {
  let visited = 0;
  try {
    const json = JSON.stringify(value, (_name, part: unknown) => {
      visited += 1;
      if (visited > MAX_VALUES) throw new RangeError('too many values');
      return typeof part === 'string' ? part.slice(0, maxChars) : part;
    });
    return (json ?? '').slice(0, maxChars);
  } catch {
    return '[unreadable]';
  }
}
