/**
 * What the characters of a short string say about it, gathered while it is scanned for escapes: enough to
 * know that most strings (identifiers, times, UUIDs, names) hold no secret without asking a pattern.
 */

/** The string cannot be quoted as it stands. */
export const ESCAPE = 1;
/** More bytes than characters. */
export const NON_ASCII = 256;
const PAIR = 2;
const SPACE = 4;
const SCHEME = 8;
const AT = 16;
const DASH = 32;
const PREFIX = 64;
const CAPITAL = 128;
const COLON = 512;
const A = 1024;
const Y = 2048;
const NINE = 4096;

/** Classes by character code below 128. */
export const CLASS_OF = new Uint16Array(128);

function mark(characters: string, value: number): void {
  for (const char of characters) CLASS_OF[char.charCodeAt(0)] = (CLASS_OF[char.charCodeAt(0)] ?? 0) | value;
}

for (let code = 0; code < 32; code += 1) CLASS_OF[code] = ESCAPE;
mark('"\\', ESCAPE);
mark("='`", PAIR);
mark(':', COLON);
mark(' +%', SPACE);
mark('bB', SCHEME);
mark('@', AT);
mark('-_', DASH);
/** Every provider prefix has one of these beside its dash; no UUID, number or ISO time has. */
mark('ghklnprwx', PREFIX);
/** `AKIA`, `AIza`, `eyJ`, `SG.` */
mark('AJG', CAPITAL);
/** `ya29.` */
mark('y', Y);
mark('9', NINE);
/** In both schemes, and in few words with a `b`. */
mark('aA', A);

/** `name=value`, `"name":`, a header's line. */
export function mayBePair(seen: number): boolean {
  return (seen & (ESCAPE | PAIR)) !== 0 || ((seen & COLON) !== 0 && (seen & (PREFIX | CAPITAL | Y)) !== 0);
}

/** `scheme://user:password@host`. */
export function mayBeLogin(seen: number): boolean {
  return (seen & (AT | COLON)) === (AT | COLON);
}

/** `Bearer …`, `Basic …`. */
export function mayBeScheme(seen: number): boolean {
  return (seen & (SCHEME | A)) === (SCHEME | A) && (seen & (SPACE | ESCAPE)) !== 0;
}

const LEAST_PREFIXED = 14;

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
