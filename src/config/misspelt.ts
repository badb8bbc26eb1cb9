/** Finds the setting that a misspelt name was meant to be. */
const MAX_EDITS = 2;

/** The one of `names` that `name` was meant to be: the same but for case and separators, or nearly. */
export function closestName(name: string, names: readonly string[]): string | undefined {
  // Nothing that long is a slip of the keyboard.
  if (name.length > 64) return undefined;
  const wanted = bareName(name);
  const exact = names.find((candidate) => bareName(candidate) === wanted);
  if (exact !== undefined || wanted.length < 4) return exact;
  return names.find((candidate) => editsBetween(wanted, bareName(candidate)) <= MAX_EDITS);
}

const bareName = (name: string) =>
  name
    .replace(/^MCPWATCH_/i, '')
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase();

/** Levenshtein distance. */
function editsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MAX_EDITS) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
