/** Kinds of characters by their code. Everything beyond ASCII has no kind. */
const WORD = 1;
const RUN = 2;
const NAME = 4;
const AFTER_NAME = 8;
const BEFORE_ESCAPED = 16;

const kinds = new Uint8Array(256);

function mark(characters: string, kind: number): void {
  for (const char of characters) kinds[char.charCodeAt(0)] = (kinds[char.charCodeAt(0)] ?? 0) | kind;
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
mark(`${LETTERS_AND_DIGITS}_`, WORD | RUN | NAME);
mark('-.~', RUN);
mark('-.$', NAME);
mark('%\\[;?', BEFORE_ESCAPED);
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

/** The control character of a terminal, itself and as programs spell it, as a pattern. */
export const CONTROL = '\\x1b|\\\\{1,16}(?:u001b|u001B|x1b|x1B|033|e)';

/** Of an escape, what comes before the run of letters and digits in which it ends, and how it goes on there. */
const ESCAPES: ReadonlyArray<readonly [before: RegExp, rest: RegExp]> = [
  [/%$/, /^[0-9A-Fa-f]{2}/],
  [/\\$/, /^(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[0-3][0-7]{2}|[nrtbf])/],
  // Colours of a terminal, also where the control character was taken out.
  [/\[(?:\d{1,3};){0,4}$/, /^\d{1,3}[mK]/],
  [new RegExp(`(?:${CONTROL}|\\^\\[|\\u241b)\\[[\\d;?]{0,16}$`, 'i'), /^\d{0,3}[A-Za-z]/],
];
/** The longest of what comes before. */
const MAX_BEFORE = 24;
export const EQUALS = 61;

/** Whether what follows may be the rest of an escape. */
export function mayBeEscaped(before: number | undefined): boolean {
  return ((kinds[before ?? 0] ?? 0) & BEFORE_ESCAPED) !== 0;
}

/**
 * Where a word begins that was expanded to the left up to `start`: letters that belong to an escape before it (`\n`,
 * `%22`, `\u0022`, the colour `\x1b[32m`) are not part of it.
 */
export function afterEscape(text: string, start: number): number {
  if (!mayBeEscaped(text.charCodeAt(start - 1))) return start;
  const before = text.slice(Math.max(0, start - MAX_BEFORE), start);
  const after = text.slice(start, start + 5);
  for (const [lead, rest] of ESCAPES) {
    const [escaped = ''] = lead.test(before) ? (rest.exec(after) ?? []) : [];
    if (escaped !== '') return start + escaped.length;
  }
  return start;
}
