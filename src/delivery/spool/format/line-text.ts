/** A line as a string of its own, without its line break. */
export function withoutBreak(line: Buffer): string {
  return line.toString('utf8', 0, line.length - 1);
}
