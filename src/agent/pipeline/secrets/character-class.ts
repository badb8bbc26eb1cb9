/**
 * Classes of the characters in a short string, collected while it is copied. They are enough to tell that most strings
 * (identifiers, times, UUIDs, names) hold no secret, without running a pattern.
 */

/** The low 16 bits are those of the characters themselves. */
const NON_ASCII = 0xff80;
const ESCAPE = 1 << 16;
const PAIR = 1 << 17;
const SPACE = 1 << 18;
const SCHEME = 1 << 19;
const AT = 1 << 20;
const DASH = 1 << 21;
const PREFIX = 1 << 22;
const CAPITAL = 1 << 23;
const COLON = 1 << 24;
const A = 1 << 25;
const Y = 1 << 26;
const NINE = 1 << 27;

/** Classes by character code below 128. */
const classOf = new Int32Array(128).fill(ESCAPE, 0, 32);

function mark(characters: string, value: number): void {
  for (const char of characters) classOf[char.charCodeAt(0)] = (classOf[char.charCodeAt(0)] ?? 0) | value;
}

mark('"\\', ESCAPE);
/** With `%3D` and `</name>`. */
mark("='`%<", PAIR);
mark(':', COLON);
mark(' +%', SPACE);
mark('bB', SCHEME);
mark('@', AT);
mark('-_', DASH);
/** Every provider prefix has one of these beside its dash; no UUID, number or ISO time has. */
mark('ghklnprvwx', PREFIX);
/** `AKIA`, `AIza`, `eyJ`, `SG.` */
mark('AJG', CAPITAL);
/** `ya29.` */
mark('y', Y);
mark('9', NINE);
/** In both schemes, and in few words with a `b`. */
mark('aA', A);

/** Writes `text` to `to` as if it were ASCII, and returns the classes of all its characters together. */
export const copyText = createCopy(classOf);

/** A closure, so that the engine knows that the table never changes. */
function createCopy(classes: Int32Array): (to: Uint8Array, start: number, text: string) => number {
  return (to, start, text) => {
    const { length } = text;
    let seen = 0;
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      seen |= code | (classes[code & 127] ?? 0);
      to[start + at] = code;
    }
    return seen;
  };
}

/** Whether the text between quotes is JSON, and has as many bytes as characters. */
export function isQuotable(seen: number): boolean {
  return (seen & (ESCAPE | NON_ASCII)) === 0;
}

/** `data:…`. */
export function mayBeDataUrl(seen: number): boolean {
  return (seen & COLON) !== 0;
}

/** A time is no longer than this. */
const LONGEST_TIME = 48;

/** `name=value`, `"name":`, a header's line, with a name of anybody's. */
export function mayBeAnyPair(seen: number): boolean {
  return (seen & (ESCAPE | PAIR | COLON)) !== 0;
}

/** The same with a name that is always sought: none is spelled with the characters of a time alone. */
export function mayBePair(seen: number, length: number): boolean {
  if ((seen & (ESCAPE | PAIR)) !== 0) return true;
  return (seen & COLON) !== 0 && (length > LONGEST_TIME || (seen & (PREFIX | CAPITAL | Y)) !== 0);
}

/** `scheme://user:password@host`. */
export function mayBeLogin(seen: number): boolean {
  return (seen & (AT | COLON)) === (AT | COLON);
}

/** `Bearer …`, `Basic …`. */
export function mayBeScheme(seen: number): boolean {
  return (seen & (SCHEME | A)) === (SCHEME | A) && (seen & (SPACE | ESCAPE | NON_ASCII)) !== 0;
}

/** `PRIVATE KEY`. */
export function mayBePrivateKey(seen: number, length: number): boolean {
  return length > LEAST_PRIVATE_KEY && (seen & (DASH | SPACE | CAPITAL)) === (DASH | SPACE | CAPITAL);
}

/** `xoxb-` and eight characters. */
const LEAST_PREFIXED = 13;
const LEAST_PRIVATE_KEY = 24;

/** A provider's key whose prefix ends with a dash. */
export function mayBeDashed(seen: number, length: number): boolean {
  return length >= LEAST_PREFIXED && (seen & (DASH | PREFIX)) === (DASH | PREFIX);
}

/** Any other provider's key, or a JSON Web Token. */
export function mayBeUndashed(seen: number, length: number): boolean {
  return length >= LEAST_PREFIXED && ((seen & CAPITAL) !== 0 || (seen & (Y | NINE)) === (Y | NINE));
}

/** Whether any of these is worth asking; most identifiers, times, UUIDs and names say no. */
export function maySecret(seen: number): boolean {
  return (seen & (ESCAPE | PAIR | COLON | SCHEME | CAPITAL | Y | DASH)) !== 0;
}
