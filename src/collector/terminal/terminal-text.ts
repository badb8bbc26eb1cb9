/**
 * Makes text from elsewhere safe for a terminal, and fits it into columns. An event's name can hold escape sequences
 * that move the cursor, change the window's title or reverse the reading direction.
 */

/** Control and format characters (which include bidi overrides), line separators, lone surrogates, unassigned. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const ZERO_WIDTH = /\p{M}/u;
const DOUBLE_WIDTH =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** `text` with an escape in place of every character that a terminal might act on. */
export function printable(text: string): string {
  return text.replaceAll(
    UNPRINTABLE,
    (character) => SHORT_ESCAPES[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/**
 * JSON text for a terminal, with the same meaning: such characters can only be inside its strings, where JSON has an
 * escape for each. `JSON.stringify` leaves U+007F to U+009F, U+2028 and U+202E as they are (#9 C12).
 */
export function printableJson(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) =>
    // Between its tokens JSON allows line breaks and tabs.
    character in SHORT_ESCAPES ? ' ' : character.split('').map(unicodeEscape).join(''),
  );
}

/** Of one UTF-16 code unit: JSON has no escape for more. */
function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function widthOf(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0;
  return DOUBLE_WIDTH.test(character) ? 2 : 1;
}

export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** At most `width` columns; text that is cut ends in `…`. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > width - 1) break;
    kept += character;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** Exactly `width` columns. */
export function column(text: string, width: number): string {
  const shown = cut(text, width);
  return shown + ' '.repeat(Math.max(0, width - displayWidth(shown)));
}
