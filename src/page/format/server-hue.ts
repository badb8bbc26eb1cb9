/** One hue for each server: the first eight that appear in a page have one of their own, the rest share a neutral one. */
const HUES = 8;
const known = new Map<string, number>();

/** From 1 to 8; 0 is neutral. */
export function hueOf(server: string): number {
  const found = known.get(server);
  if (found !== undefined) return found;
  const hue = known.size < HUES ? known.size + 1 : 0;
  known.set(server, hue);
  return hue;
}
