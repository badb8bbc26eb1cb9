/**
 * The cheap question that every text is asked: might there be a secret in it? What answers yes is read
 * carefully by secret-value.ts.
 *
 * Measured on node 20 and 24: `includes` costs 0.02 ns per character when its first character is rare (`key`)
 * and 0.2 when it is not (`cret`, `oken`); a pattern skips ahead when its alternatives are long and few (0.1),
 * and reads every character otherwise (0.5 to 1). Hence the mixture.
 */

import {
  mayBeAnyPair,
  mayBeDashed,
  mayBeLogin,
  mayBePair,
  mayBePrivateKey,
  mayBeScheme,
  mayBeUndashed,
} from './character-class.js';
import { namePattern } from './sensitive-key.js';

export interface Suspicion {
  /** Whether a text of any kind might hold a secret. */
  ofText(text: string): boolean;
  /** The same of a text whose characters, classed as in text-class.ts, are `seen`. */
  ofSeen(text: string, seen: number): boolean;
  /** The same of a text that will be cut. */
  ofWindow(text: string): boolean;
}

/** `-` or `_` after a provider's prefix, at `lastIndex`. */
const AFTER_PREFIX =
  /(?<=sk|xapp|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat)|pypi|xai|pplx|tvly)-|(?<=[spr]k|gh[pousr]|pat|npm|hf|whsec|shp(?:at|ss|ca|pa)|do[op]_v1|lin_api|gsk|figd|r8|ntn)_/y;
/** Prefixes without a dash, and in `yJ` the JSON Web Token: `e` is everywhere. */
const OTHER_PREFIXES = ['AKIA', 'ASIA', 'AIza', 'SG.', 'ya29.', 'yJ'];
/** The last two characters of each prefix, so that few dashes in identifiers are looked at twice. */
const PREFIX_ENDS = 'sk pk rk pp at dt rt bt tt ft mt nt pi ai lx ly hp ho hu hs hr pm hf ec ss ca pa v1 gd r8 tn';
const ENDS_PREFIX = new Uint8Array(1 << 14);
for (const pair of PREFIX_ENDS.split(' ')) ENDS_PREFIX[(pair.charCodeAt(0) << 7) | pair.charCodeAt(1)] = 1;
const SCHEME = /bearer[\s%+]|basic[\s%+]/i;
const URL_NAME = /[?&](?:[\w-]{0,20}signature|sig|key|auth|code|[\w-]{0,20}credential)=/i;

const URL_LOGIN = /:\/\/[^\s"'<>]{0,300}@/;

export function createSuspicion(extraKeys: readonly string[]): Suspicion {
  const names = new RegExp(namePattern(extraKeys), 'i');
  const ofNames = (text: string) =>
    names.test(text) ||
    (hasKey(text) && KEY.test(text) && KEY_NAME.test(text)) ||
    (text.includes('=') && URL_NAME.test(text));
  // What is known of the names that are always sought is not known of others.
  const [mayHold, maySeen] = extraKeys.length === 0 ? [mayHoldPairs, mayBePair] : [() => true, mayBeAnyPair];
  const ofPairs = (text: string) => mayHold(text) && ofNames(text);
  // `names` knows both schemes.
  const ofNamesAndSchemes = (text: string) => (mayHold(text) ? ofNames(text) : SCHEME.test(text));
  const ofText = (text: string) =>
    ofNamesAndSchemes(text) ||
    (text.includes('@') && text.includes('//') && URL_LOGIN.test(text)) ||
    hasDashedPrefix(text) ||
    hasUndashedPrefix(text) ||
    text.includes('RIVATE KEY');
  return {
    ofSeen: (text, seen) =>
      (maySeen(seen, text.length) && ofPairs(text)) ||
      (mayBeLogin(seen) && text.includes('://')) ||
      (mayBeScheme(seen) && SCHEME.test(text)) ||
      (mayBeDashed(seen, text.length) && hasDashedPrefix(text)) ||
      (mayBeUndashed(seen, text.length) && hasUndashedPrefix(text)) ||
      (mayBePrivateKey(seen, text.length) && text.includes('RIVATE KEY')),
    ofText,
    ofWindow: ofText,
  };
}

const KEY = /keys?(?:[^a-z]|value|string|text|hash)/i;
const KEY_NAME = /[a-z][^a-z"']{0,3}keys?(?:[^a-z]|value|string|text|hash)/i;

function hasKey(text: string): boolean {
  return text.includes('key') || text.includes('Key') || text.includes('KEY');
}

/** Characters for each colon below which looking at all colons costs more than searching for names. */
const CHARS_PER_COLON = 32;

/** Prose with a colon here and there holds no pair of name and value: nothing quoted stands at its colons. */
function mayHoldPairs(text: string): boolean {
  if (text.includes('=') || text.includes('%3') || text.includes('</')) return true;
  let colons = 16 + text.length / CHARS_PER_COLON;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    colons -= 1;
    if (colons < 0 || touchesName(text, at)) return true;
  }
  return false;
}

/** A quote or backslash on either side of the colon, or before it the last letter of a header's name. */
function touchesName(text: string, colon: number): boolean {
  let before = colon - 1;
  while (isBlank(text.charCodeAt(before))) before -= 1;
  let after = colon + 1;
  while (isBlank(text.charCodeAt(after))) after += 1;
  return (
    ((SIDES[text.charCodeAt(before)] ?? 0) & NAME_SIDE) !== 0 ||
    ((SIDES[text.charCodeAt(after)] ?? 0) & QUOTE_SIDE) !== 0
  );
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

const NAME_SIDE = 1;
const QUOTE_SIDE = 2;
const SIDES = new Uint8Array(128);
for (const char of '"\'\\nyetdNYETD') SIDES[char.charCodeAt(0)] = NAME_SIDE;
for (const char of '"\'`\\') SIDES[char.charCodeAt(0)] = (SIDES[char.charCodeAt(0)] ?? 0) | QUOTE_SIDE;

function hasDashedPrefix(text: string): boolean {
  return hasPrefixBefore(text, '-') || hasPrefixBefore(text, '_') || text.includes('xox');
}

function hasUndashedPrefix(text: string): boolean {
  return OTHER_PREFIXES.some((it) => text.includes(it));
}

function hasPrefixBefore(text: string, dash: string): boolean {
  for (let at = text.indexOf(dash); at >= 0; at = text.indexOf(dash, at + 1)) {
    if (ENDS_PREFIX[(text.charCodeAt(at - 2) << 7) | text.charCodeAt(at - 1)] !== 1) continue;
    AFTER_PREFIX.lastIndex = at;
    if (AFTER_PREFIX.test(text)) return true;
  }
  return false;
}
