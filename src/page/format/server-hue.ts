/** One hue for each server: the same on every page where possible; the first eight have one of their own, the rest a neutral one. */
const HUES = 8;
const known = new Map<string, number>();

/** From 1 to 8; 0 is neutral. */
export function hueOf(server: string): number {
  const found = known.get(server);
  if (found !== undefined) return found;
  const hue = known.size < HUES ? freeHue(server) : 0;
  known.set(server, hue);
  return hue;
}

/** The hue that the name asks for, or the next one that is free. */
function freeHue(server: string): number {
  const taken = new Set(known.values());
  let hash = 0;
  for (const character of server) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  for (let step = 0; step < HUES; step += 1) {
    const hue = ((hash + step) % HUES) + 1;
    if (!taken.has(hue)) return hue;
  }
  return 0;
}
