/**
 * Text in any case. A search in memory and one in SQL must find the same, and SQL's LIKE pairs the letters of ASCII only:
 * so both use this list of characters that count as the same.
 */

const isAscii = (text: string) => /^[\0-\x7f]*$/.test(text);

/** For each character, all that are the same letter; letters of ASCII stay among themselves, as in LIKE. */
export function lettersOf(text: string): readonly (readonly string[])[] {
  return [...text].map((character) => {
    const others = [character.toLowerCase(), character.toUpperCase()];
    const alike = others.filter((other) => [...other].length === 1 && isAscii(other) === isAscii(character));
    return [...new Set([character, ...alike])];
  });
}

/** `undefined` where LIKE does the same. */
export function globOf(text: string): string | undefined {
  if (isAscii(text)) return undefined;
  const letters = lettersOf(text).map((alike) =>
    alike.length > 1 ? `[${alike.join('')}]` : literalOf(alike[0] ?? ''),
  );
  return `*${letters.join('')}*`;
}

/** For GLOB, where three characters stand for others. */
export function literalOf(text: string): string {
  return text.replace(/[[*?]/g, '[$&]');
}

export function anyCase(text: string): (value: string) => boolean {
  const pattern = lettersOf(text).map((alike) => `[${alike.map(escapeOf).join('')}]`);
  const found = new RegExp(pattern.join(''), 'u');
  return (value) => found.test(value);
}

function escapeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
