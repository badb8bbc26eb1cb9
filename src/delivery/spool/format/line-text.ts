/** A line as a text of its own, without its line break */
export function withoutBreak(line: Buffer): string {
  return line.toString('utf8', 0, line.length - 1);
}
