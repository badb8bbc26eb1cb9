/** Kinds of characters by their code. Everything beyond ASCII has no kind. */
const WORD = 1;
const RUN = 2;
const NAME = 4;
const AFTER_NAME = 8;

const kinds = new Uint8Array(256);

function mark(characters: string, kind: number): void {
  for (const char of characters) kinds[char.charCodeAt(0)] = (kinds[char.charCodeAt(0)] ?? 0) | kind;
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
mark(`${LETTERS_AND_DIGITS}_`, WORD | RUN | NAME);
mark('-.~', RUN);
mark('-.$', NAME);
mark('\x1b\t\n\r "\'`\\%&()*,-./:;<=>?[]{}|+!#@', AFTER_NAME);
/** In names in other languages. */
kinds.forEach((_, code) => {
  if (code >= 0xc0 && code !== 0xd7 && code !== 0xf7) kinds[code] = NAME;
});

/** A letter, a digit or `_`. */
export function isWord(code: number): boolean {
  return ((kinds[code] ?? 0) & WORD) !== 0;
}

/** What tokens are made of: a word character, `-`, `.` or `~`. */
export function isRun(code: number): boolean {
  return ((kinds[code] ?? 0) & RUN) !== 0;
}

/** The shortest run that is read: `xoxb-` and eight characters. */
export const MIN_RUN = 13;

/** What names are made of: a word character, `-`, `.` or `$`. */
export function isName(code: number): boolean {
  return ((kinds[code] ?? 0) & NAME) !== 0;
}

/** What joins words, and is no part of a name at its ends: `-`, `.` or `$`. */
export function isJoint(code: number): boolean {
  return code === 45 || code === 46 || code === 36;
}

/** What may follow a name that has a value: quotes, blanks, separators, brackets, and characters beyond ASCII. */
export function isAfterName(code: number): boolean {
  return !(code < 128) || ((kinds[code] ?? 0) & AFTER_NAME) !== 0;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}

export function isLower(code: number): boolean {
  return code >= 97 && code <= 122;
}

/**
 * Where a word begins that was expanded to the left up to `start`: letters that belong to an escape before it (`\n`,
 * `%22`, `\u0022`) are not part of it.
 */
export function afterEscape(text: string, start: number): number {
  const before = text[start - 1];
  if (before === '%') return /^[0-9A-Fa-f]{2}/.test(text.slice(start, start + 2)) ? start + 2 : start;
  if (before !== '\\') return start;
  if (/^u[0-9A-Fa-f]{4}/.test(text.slice(start, start + 5))) return start + 5;
  return /^[nrtbf]/.test(text.slice(start, start + 1)) ? start + 1 : start;
}
