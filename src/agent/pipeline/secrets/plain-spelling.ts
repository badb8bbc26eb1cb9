/** Names in text that are spelled so that they look the same but compare different: escapes and invisible characters. */

/** `\u0061` for a letter or digit. */
const ESCAPED = /\\{1,16}u00(?:3\d|[46][1-9a-fA-F]|[57][0-9aA])/g;
/** Zero-width characters. The engine rejects this pattern without reading strings that are stored as Latin-1. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

export function hasHiddenSpelling(text: string): boolean {
  // Names with a value are in quotes, or before an equals sign.
  if (!text.includes('"') && !text.includes('=')) return false;
  return (text.includes('\\u00') && text.search(ESCAPED) >= 0) || text.search(INVISIBLE) >= 0;
}

export function plainSpelling(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(ESCAPED, (spelling) => String.fromCharCode(Number.parseInt(spelling.slice(-2), 16)));
}
