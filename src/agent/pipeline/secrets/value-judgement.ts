/** Whether what stands beside a sensitive name is a secret, a placeholder, code or prose. */
import { isOpaque } from './randomness.js';

/** Types, placeholders, and settings of other meaning that stand where a secret may. */
const NO_VALUE =
  /^(?:|[^A-Za-z0-9]*|str|string!?|text|int|integer|number|bool|boolean|bytes|any|object|array|unknown|null|nil|none|undefined|true|false|yes|no|on|off|read|write|value|required|optional|hidden|empty|default|pass|password|passwd|pw|secret|token|key|cookies?|apikey|api[-_ ]key|credentials?|bearer|basic|digest|oauth2?|jwt|include|omit|same-origin|header|query|body|env|file|\[?redacted\]?|\[hidden\]|\*+|\.{3}|…|x{3,}|<[^>]*>?|%[A-Za-z_]+%|\$[A-Za-z_]\w*|@[A-Za-z]\w*|your[-_ ].*|my[-_](?:secret|token|key|password)|-+|\d{1,3})$/i;
/** Templates, and versions of packages. */
const TEMPLATE = /\$\{|\{\{|\$\(|^[\^~<>=v]{0,2}\d{1,5}\.(?:\d|x)|^(?:workspace|npm|file|link):/;

/** Words of one case, in any number, joined by blanks or punctuation: no digit, nothing mixed. */
const WORDS = /^(?:[A-Z]?[a-z]+|[A-Z]+)(?:[\s,.:;!?'’/_-]{1,3}(?:[A-Z]?[a-z]+|[A-Z]+)){0,60}[.!?…]*$/;
const IDENTIFIER = /^[_$#]*[A-Za-z][A-Za-z_]*\d{0,2}$/;
/** A call, a member, an index, an operator: something that is evaluated. */
const CODE =
  /^(?:[\w$]+(?:\??\.[\w$]+)*[([]|[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$|[a-z][a-z+]{1,9}:\/\/|new |await |async |typeof |function\b|[([{&|!]|=>|[\w$.?]+ (?:[-+*/|&?=]|as |=>|\?\?))/;

export function isPlaceholder(value: string): boolean {
  return NO_VALUE.test(value) || TEMPLATE.test(value);
}

/** `refreshToken`, `FlowScalar`, `API_KEY`: the name of something. */
export function isIdentifier(value: string): boolean {
  return IDENTIFIER.test(value) && /[a-z][A-Z]|_|^[A-Z][a-z]+[A-Z]/.test(value) && !isOpaque(value);
}

/** Written in words, as a sentence, a label or an identifier is. */
export function isWording(value: string): boolean {
  return WORDS.test(value) || (IDENTIFIER.test(value) && !isOpaque(value));
}

export function isCode(value: string): boolean {
  return (CODE.test(value) || /[{(]\s*$/.test(value)) && !isOpaque(value);
}

/** Of several words, as in a label or an explanation. */
export function isProse(value: string): boolean {
  return /\s/.test(value.trim()) && !hasOpaqueWord(value);
}

export function hasOpaqueWord(value: string): boolean {
  return value.split(/[\s,;"'`()[\]{}<>|]+/, 40).some((word) => isOpaque(word));
}
