/** Suggests what somebody meant who mistyped a word. */

/** A word may be as long as a command line can be; only short ones are typing errors. */
const LONGEST = 64;

/**
 * The known word closest to `word`, or `undefined` when none is close enough to be a typing error. `bare` makes of a word what
 * is compared.
 */
export function nearest(
  word: string,
  known: Iterable<string>,
  bare: (word: string) => string = (text) => text.toLowerCase(),
): string | undefined {
  if (word.length > LONGEST) return undefined;
  const wanted = bare(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, bare(candidate));
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** How many characters have to be inserted, removed, replaced or swapped with the next to make `a` into `b`. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  const cell = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j += 1) {
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i]?.push(
        Math.min(
          cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          cell(i - 1, j) + 1,
          cell(i, j - 1) + 1,
          isSwapped ? cell(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return cell(a.length, b.length);
}
