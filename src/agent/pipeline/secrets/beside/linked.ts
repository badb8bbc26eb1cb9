/** A name that is itself a value: `{"name": "DB_PASSWORD", "value": "…"}` in JSON, YAML and XML. */
import { closingQuote } from '../value-end.js';
import { type Beside, type Certainty, isSecret, JUDGED_CHARS } from './named-secret.js';

const QUOTE = '(?<slashes>\\\\{0,127})(?<quote>["\'])';
const GAP = '(?:[ \\t\\r\\n]|\\\\{1,16}[nrt]){0,32}';
const VALUE = '(?:value|val|content|string_?value|secret|text)';
/** `DB_PASSWORD", "value": "`. */
const JSON_LINK = new RegExp(
  `${QUOTE}${GAP},${GAP}\\k<slashes>\\k<quote>${VALUE}\\k<slashes>\\k<quote>${GAP}:${GAP}`,
  'iy',
);
/** `DB_PASSWORD"`, other attributes, ` value="`. */
const XML_LINK = new RegExp(`${QUOTE}\\s{1,16}(?:[\\w:-]{1,32}=["'][^"'<>]{0,64}["']\\s{1,16}){0,3}${VALUE}=`, 'iy');
/** `DB_PASSWORD`, and on the next line `value: `. */
const YAML_LINK = new RegExp(
  `["']?[ \\t]{0,16}(?:\\r?\\n|\\\\{1,16}n)[ \\t]{0,64}${VALUE}[ \\t]{0,8}:[ \\t]{1,16}`,
  'iy',
);
/** `set API_KEY --body "`, `--name db_password --value `. */
const OPTION_LINK = /["']?[ \t]{1,4}--(?:value|body|secret-string|data)[ =]/iy;
/** `"db_password" {`, and in the block `default = `. */
const BLOCK_LINK = /["'][ \t]{0,4}\{\s{0,32}(?:type\s{0,8}=\s{0,8}\w{1,16}\s{0,32})?default\s{0,8}=\s{0,8}/iy;
/** `name="password"` in a form, and after an empty line the value. */
const FORM_LINK = /\\{0,127}"(?:(?:\\{1,16}r)?\\{1,16}n|\r?\n){2}/y;
const LINKS = [JSON_LINK, XML_LINK, YAML_LINK, OPTION_LINK, BLOCK_LINK, FORM_LINK];
const LINK_START = /[\s\\"']/;
/** The other way round: `{"value": "…", "name": "DB_PASSWORD"}`. */
const VALUE_FIRST =
  /(?<slashes>\\{0,127})"(?:value|val)\k<slashes>"\s{0,8}:\s{0,8}\k<slashes>"(?<value>[^"\\]{1,256})\k<slashes>"\s{0,8},\s{0,8}\k<slashes>"(?:name|key|label)\k<slashes>"\s{0,8}:\s{0,8}\k<slashes>"$/i;
const VALUE_FIRST_XML =
  /\bvalue=\\{0,127}["'](?<value>[^"'<>\\]{1,256})\\{0,127}["']\s(?:[^<>"']{0,32}["'][^<>"']{0,64}["']){0,3}\s{0,8}(?:name|key|id)=\\{0,127}["']$/i;
const VALUE_FIRST_YAML =
  /\bvalue:[ \t]{1,4}["']?(?<value>[^\s"'\\]{1,256})["']?[ \t]{0,4}(?:\r?\n|\\{1,64}n)[ \t]{0,64}(?:name|key|label):[ \t]{1,4}["']?$/i;
const NAME_LABEL =
  /(?:(?:name|key|label)\\{0,127}"\s{0,8}:\s{0,8}\\{0,127}"|\s(?:name|key|id)=\\{0,127}["']|(?:name|key|label):[ \t]{1,4}["']?)$/i;
const LABEL_END = /["' \t]/;
const OPENING = /(?<slashes>\\{0,127})(?<quote>["'])/y;
const WORD = /[^\s"'<>]{1,}/y;

export function readLinked(beside: Beside): number {
  const before = readValueBefore(beside);
  if (before >= 0) return before;
  if (!LINK_START.test(beside.text[beside.place.end] ?? '')) return -1;
  for (const link of LINKS) {
    link.lastIndex = beside.place.end;
    if (link.test(beside.text)) return readLinkedValue(beside, link.lastIndex);
  }
  return -1;
}

function readLinkedValue(beside: Beside, at: number): number {
  const { text, found } = beside;
  OPENING.lastIndex = at;
  const { slashes = '', quote = '' } = OPENING.exec(text)?.groups ?? {};
  if (quote === '') return readWord(beside, at, 'certain');
  const start = OPENING.lastIndex;
  const limit = Math.min(text.length, start + JUDGED_CHARS);
  if (!isSecret(beside, text.slice(start, closingQuote(text, start, slashes.length, quote, limit)), 'certain'))
    return -1;
  const end = closingQuote(text, start, slashes.length, quote);
  found.add(start, end);
  return end;
}

function readWord(beside: Beside, at: number, certainty: Certainty): number {
  WORD.lastIndex = at;
  const [word = ''] = WORD.exec(beside.text.slice(0, at + JUDGED_CHARS)) ?? [];
  if (word === '' || !isSecret(beside, word, certainty)) return -1;
  WORD.lastIndex = at;
  WORD.test(beside.text);
  beside.found.add(at, WORD.lastIndex);
  return WORD.lastIndex;
}

function readValueBefore(beside: Beside): number {
  const { text, place, found } = beside;
  if (!LABEL_END.test(text[place.start - 1] ?? '')) return -1;
  if (!NAME_LABEL.test(text.slice(Math.max(0, place.start - 64), place.start))) return -1;
  const from = Math.max(0, place.start - 400);
  const head = text.slice(from, place.start);
  const match = VALUE_FIRST.exec(head) ?? VALUE_FIRST_XML.exec(head) ?? VALUE_FIRST_YAML.exec(head);
  const value = match?.groups?.value;
  if (match === null || value === undefined || !isSecret(beside, value, 'certain')) return -1;
  const start = from + match.index + match[0].indexOf(value, match[0].search(/[:=]/));
  found.add(start, start + value.length);
  return place.end;
}
