/**
 * The cheap question that every text is asked: might there be a secret in it? What answers yes is read
 * carefully by secret-value.ts.
 *
 * Measured on node 20 and 24: `includes` costs 0.02 ns per character when its first character is rare (`key`)
 * and 0.2 when it is not (`cret`, `oken`); a pattern skips ahead when its alternatives are long and few (0.1),
 * and reads every character otherwise (0.5 to 1). Hence the mixture.
 */
import { namePattern } from './sensitive-key.js';
import { mayBeLogin, mayBePair, mayBePrefixed, mayBeScheme } from './text-class.js';

export interface Suspicion {
  /** Whether a text of any kind might hold a secret. */
  ofText(text: string): boolean;
  /** The same of a text whose characters, classed as in text-class.ts, are `seen`. */
  ofSeen(text: string, seen: number): boolean;
  /** The same of JSON whose own names are known to be innocent. */
  ofJson(json: string): boolean;
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

/** Colons looked at before a text is taken to be full of names. */
const MAX_COLONS = 16;

export function createSuspicion(extraKeys: readonly string[]): Suspicion {
  const names = new RegExp(namePattern(extraKeys), 'i');
  const ofNames = (text: string) =>
    names.test(text) || (hasKey(text) && KEY_NAME.test(text)) || (text.includes('=') && URL_NAME.test(text));
  const ofPairs = (text: string) => mayHoldPairs(text) && ofNames(text);
  const ofValues = (text: string) =>
    (text.includes('@') && URL_LOGIN.test(text)) ||
    SCHEME.test(text) ||
    hasPrefix(text) ||
    text.includes('PRIVATE KEY');
  const ofText = (text: string) => ofPairs(text) || ofValues(text);
  return {
    ofJson: (json) => (mayHoldPairsInStrings(json) && ofNames(json)) || ofValues(json),
    ofSeen: (text, seen) =>
      (mayBePair(seen) && ofPairs(text)) ||
      (mayBeLogin(seen) && text.includes('://')) ||
      (mayBeScheme(seen) && SCHEME.test(text)) ||
      (mayBePrefixed(seen, text.length) && hasPrefix(text)),
    ofText,
    ofWindow: ofText,
  };
}

const KEY_NAME = /[a-z][^a-z"']{0,3}keys?(?:[^a-z]|value|string|text|hash)/i;

function hasKey(text: string): boolean {
  return text.includes('key') || text.includes('Key') || text.includes('KEY');
}

/** Prose with a colon here and there holds no pair of name and value: nothing quoted stands at its colons. */
function mayHoldPairs(text: string): boolean {
  if (text.includes('=') || text.includes('%3')) return true;
  let colons = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    colons += 1;
    if (colons > MAX_COLONS || touchesName(text, at)) return true;
  }
  return false;
}

/**
 * In JSON a name inside a string stands beside an escaped quote, another kind of quote, an equals sign, or in a
 * header's line.
 */
function mayHoldPairsInStrings(json: string): boolean {
  return (
    json.includes('\\"') ||
    json.includes('=') ||
    json.includes('%3') ||
    json.includes('`') ||
    (json.includes("'") && QUOTE_AT_COLON.test(json)) ||
    json.includes('-key:') ||
    json.includes('-Key:') ||
    HEADER.test(json)
  );
}

const QUOTE_AT_COLON = /'(?:\s{0,16}:|(?<=:\s{0,4}'))/;
const HEADER = /authorization\s{0,3}:/i;

/** A quote or backslash on either side of the colon, or before it the last letter of a header's name. */
function touchesName(text: string, colon: number): boolean {
  let before = colon - 1;
  while (isBlank(text.charCodeAt(before))) before -= 1;
  let after = colon + 1;
  while (isBlank(text.charCodeAt(after))) after += 1;
  return NAME_SIDE.test(text[before] ?? '') || QUOTE_SIDE.test(text[after] ?? '');
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

const NAME_SIDE = /["'\\nyet]/i;
const QUOTE_SIDE = /["'`\\]/;

function hasPrefix(text: string): boolean {
  return (
    hasPrefixBefore(text, '-') ||
    hasPrefixBefore(text, '_') ||
    text.includes('xox') ||
    OTHER_PREFIXES.some((it) => text.includes(it))
  );
}

function hasPrefixBefore(text: string, dash: string): boolean {
  for (let at = text.indexOf(dash); at >= 0; at = text.indexOf(dash, at + 1)) {
    if (ENDS_PREFIX[(text.charCodeAt(at - 2) << 7) | text.charCodeAt(at - 1)] !== 1) continue;
    AFTER_PREFIX.lastIndex = at;
    if (AFTER_PREFIX.test(text)) return true;
  }
  return false;
}
