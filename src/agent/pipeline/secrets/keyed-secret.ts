/**
 * Secrets that stand in text beside their name: JSON in a string (whole, cut off, or itself in a string of
 * JSON), printed objects, source code, query strings, environment files and header lines.
 */
import { REDACTED } from './redacted.js';
import { isSecretText, type KeyClassifier } from './sensitive-key.js';

/**
 * `"name":` up to five strings deep: the backslashes before both quotes are the same. Their number is bounded, or
 * else a run of backslashes would be read anew from each of its characters.
 */
const QUOTED_NAME =
  /(?<!\\)(?<slashes>\\*)(?<quote>["'])(?<name>[^"'\\\n]{1,128})\k<slashes>\k<quote>(?:\s|\\+[nrt]){0,16}:(?:\s|\\+[nrt]){0,16}/g;
/** `name: 'value'`, `name = "value"`. */
const BARE_NAME = /(?<![\w$])(?<name>[A-Za-z_$][\w$-]{2,63})\s{0,3}[:=]\s{0,3}(?<open>\\*["'`])/g;
/** `?name=value`, `--name=value`, and lines `NAME=value` or `export NAME=value`. */
const PLAIN_PAIR =
  /(?<before>[?&;#]|%3[fF]|%26|--|(?:^|[\r\n]|\\n)[ \t]*(?:export |set )?(?=[A-Z][A-Z0-9_]*=))(?<name>[A-Za-z_][\w.%[\]-]{1,63})(?<equals>=|%3[dD])(?<value>[^\s&"'`;#\\<>]+)/g;
/** A line that is nothing but `name: value` or `name = value`, as YAML, INI and environment files have it. */
const LINE_PAIR =
  /(?<before>(?:^|[\r\n"']|\\n)[ \t]{0,64}(?:- )?)(?<name>[A-Za-z_][\w.-]{2,63})(?<colon>[ \t]{0,16}[:=][ \t]{0,16})(?<value>[^\s"'`,;{}[\]()<>\\]{1,4096})(?=[ \t]{0,64}(?:$|[\r\n"']|\\[nr"'\\]))/g;
/** What stands there in a schema, a type or a template, and is no secret. */
const NO_VALUE =
  /^(?:str|string!?|text|int|integer|number|bool|boolean|bytes|any|object|array|unknown|null|nil|none|undefined|true|false|yes|no|on|off|required|optional|hidden|password|secret|token|\$.*|\*+|\.{3}|-|\d{1,3})$/i;
/** `<name>value</name>`. */
const ELEMENT = /<(?<name>[A-Za-z][\w:.-]{2,63})>(?<value>[^<]{1,4096})(?=<\/\k<name>>)/g;
/** `Cookie: a=b`, `X-Api-Key: …`, `Authorization: Custom …`. */
const HEADER_LINE =
  /(?<name>(?:proxy-)?authorization|x-[\w-]{0,40}(?:key|token|secret)|(?:set-)?cookie(?=\s{0,3}:\s{0,3}[\w.-]{1,64}=))(?<colon>\s{0,3}:\s{0,3})(?<value>[^\s"'\\][^\r\n"'\\]*)/gi;

/** Parameters that are secret in a URL only. */
const URL_SECRETS = new Set(['sig', 'signature', 'xamzsignature', 'xgoogsignature', 'xamzcredential']);
/** `?key=` is secret when it looks like a key. */
const URL_KEY = /^(?:key|auth|code)$/i;

type Groups = Readonly<Record<string, string | undefined>>;

/** Replaces every value that stands beside a name which `classify` calls sensitive. */
export function redactKeyed(text: string, classify: KeyClassifier): string {
  let out = redactQuotedNames(text, classify);
  out = redactQuotedValues(out, classify);
  out = out.replace(PLAIN_PAIR, (...args: unknown[]) => redactPair(args, classify));
  out = out.replace(LINE_PAIR, (...args: unknown[]) => redactLine(args, classify));
  out = out.replace(ELEMENT, (whole: string, ...args: unknown[]) => {
    const { name = '' } = args.at(-1) as Groups;
    return classify(name.slice(name.indexOf(':') + 1)) === 'plain' ? whole : `<${name}>${REDACTED}`;
  });
  return out.replace(HEADER_LINE, (...args: unknown[]) => {
    const { name = '', colon = '' } = args.at(-1) as Groups;
    return name + colon + REDACTED;
  });
}

function redactQuotedNames(text: string, classify: KeyClassifier): string {
  let out = '';
  let done = 0;
  QUOTED_NAME.lastIndex = 0;
  for (let found = QUOTED_NAME.exec(text); found !== null; found = QUOTED_NAME.exec(text)) {
    const { slashes = '', quote = '', name = '' } = found.groups ?? {};
    const sensitivity = classify(name);
    const start = QUOTED_NAME.lastIndex;
    if (sensitivity !== 'plain') {
      // Only text is hidden under such a name: nothing else is read to its end, or nests would be read again and again.
      const isText = sensitivity === 'text';
      if (isText && !QUOTE.test(text.slice(start, start + slashes.length + 1))) continue;
      const end = valueEnd(text, start, slashes.length, quote);
      if (hides(text.slice(start, end), isText, slashes.length + 1)) {
        out += text.slice(done, start) + slashes + quote + REDACTED + slashes + quote;
        done = end;
        QUOTED_NAME.lastIndex = end;
      }
    } else {
      // The closing quote of a value may open the next name.
      QUOTED_NAME.lastIndex = start;
    }
  }
  return done === 0 ? text : out + text.slice(done);
}

const QUOTE = /["']$/;

/** Null, true and false hide nothing; under a name with innocent uses only text is hidden. */
function hides(raw: string, textOnly: boolean, opening: number): boolean {
  if (/^(?:null|true|false|None|True|False|undefined)?$/.test(raw)) return false;
  return !textOnly || (/^\\*["']/.test(raw) && isSecretText(raw.slice(opening)));
}

function redactQuotedValues(text: string, classify: KeyClassifier): string {
  let out = '';
  let done = 0;
  BARE_NAME.lastIndex = 0;
  for (let found = BARE_NAME.exec(text); found !== null; found = BARE_NAME.exec(text)) {
    const { name = '', open = '' } = found.groups ?? {};
    if (classify(name) === 'plain') continue;
    const start = BARE_NAME.lastIndex;
    const end = stringEnd(text, start, open.length - 1, open.slice(-1)) - open.length;
    if (end <= start || text.startsWith(REDACTED, start)) continue;
    out += text.slice(done, start) + REDACTED;
    done = end;
    BARE_NAME.lastIndex = end;
  }
  return done === 0 ? text : out + text.slice(done);
}

function redactPair(args: readonly unknown[], classify: KeyClassifier): string {
  const { before = '', name = '', equals = '', value = '' } = args.at(-1) as Groups;
  const isSecret =
    classify(name) !== 'plain' ||
    (before !== '--' && URL_SECRETS.has(name.toLowerCase().replace(/[^a-z]/g, ''))) ||
    (URL_KEY.test(name) && value.length >= 16);
  return isSecret ? before + name + equals + REDACTED : String(args[0]);
}

function redactLine(args: readonly unknown[], classify: KeyClassifier): string {
  const { before = '', name = '', colon = '', value = '' } = args.at(-1) as Groups;
  const sensitivity = classify(name);
  const isSecret = sensitivity !== 'plain' && !NO_VALUE.test(value) && (sensitivity !== 'text' || isSecretText(value));
  return isSecret ? before + name + colon + REDACTED : String(args[0]);
}

/** Where the value that starts at `start` ends; the end of the text when it was cut off. */
function valueEnd(text: string, start: number, level: number, quote: string): number {
  const opening = '\\'.repeat(level) + quote;
  if (text.startsWith(opening, start)) return stringEnd(text, start + opening.length, level, quote);
  const first = text[start];
  if (first === '{' || first === '[') return nestEnd(text, start, level, quote);
  const rest = /[,}\]\s\\]/g;
  rest.lastIndex = start;
  return rest.exec(text)?.index ?? text.length;
}

/**
 * A quote with r backslashes before it closes a string at depth `level` (its own quotes have `level`
 * backslashes) when r mod 2(level + 1) is `level`; otherwise it belongs to the content.
 */
function stringEnd(text: string, start: number, level: number, quote: string): number {
  for (let at = text.indexOf(quote, start); at >= 0; at = text.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (at - slashes > start && text.charCodeAt(at - slashes - 1) === 92) slashes += 1;
    if (slashes % (2 * (level + 1)) === level) return at + 1;
  }
  return text.length + level + 1;
}

function nestEnd(text: string, start: number, level: number, quote: string): number {
  let open = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === quote) at = stringEnd(text, at + 1, level, quote) - 1;
    else if (char === '{' || char === '[') open += 1;
    else if ((char === '}' || char === ']') && --open === 0) return at + 1;
  }
  return text.length;
}
