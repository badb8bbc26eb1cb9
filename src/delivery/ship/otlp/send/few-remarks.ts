/**
 * What a receiver says is printed once for each text, but a receiver may put an id or a time into every one: after a few,
 * no more is printed, and nothing is kept of what is longer than a line.
 */
const MOST_TEXTS = 10;
const MOST_CHARS = 500;

export function fewRemarks(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    const kept = text.slice(0, MOST_CHARS);
    if (said.size >= MOST_TEXTS || said.has(kept)) return;
    said.add(kept);
    say(said.size < MOST_TEXTS ? kept : `${kept} (what it says from here on is not printed)`);
  };
}
