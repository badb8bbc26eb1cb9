/**
 * Texts that are made to be slow to search: repeated starts, near misses and endings of everything that the finders
 * look for, alone and in combination.
 */
import { LITERAL_FORMS } from '../../src/agent/pipeline/secrets/literal-finder.js';
import { KEY_ROW, NAME_ROWS } from '../../src/agent/pipeline/secrets/name-table.js';
import { TOKEN_FORMS } from '../../src/agent/pipeline/secrets/token-forms.js';
import type { Random } from './sample.js';

/** One text that matches a simple pattern. */
function exampleOf(pattern: string): string {
  return pattern
    .replace(/\(\?<?[=!][^()]*\)/g, '')
    .replace(/\(\?(?:<\w+>|:)([^()|]*)[^()]*\)/g, '$1')
    .replace(/\[\^[^\]]*\]/g, '=')
    .replace(/\[(\w)[^\]]*\]/g, '$1')
    .replace(/(.)\{(\d+)(?:,\d*)?\}/g, (_, character: string, times: string) => character.repeat(Number(times)))
    .replace(/[?*+]|\\[bsd]/g, '')
    .replace(/\\/g, '');
}

const NAMES = [...NAME_ROWS, KEY_ROW].flatMap(({ stem, endings }) => [
  exampleOf(stem),
  exampleOf(endings.split('|')[0] ?? ''),
]);
const STARTS = TOKEN_FORMS.flatMap(({ start, rest }) => [
  start,
  start + exampleOf(rest),
  start + exampleOf(rest).slice(0, -1),
]);
const LITERALS = LITERAL_FORMS.flatMap(({ literal, pattern }) => [
  exampleOf(literal),
  exampleOf(typeof pattern === 'string' ? pattern : pattern.source),
]);
const SEPARATORS = [
  '=',
  ':',
  ': ',
  ' = ',
  '="',
  "='",
  '":"',
  '": ',
  '":{',
  '":[',
  '=>',
  '\\":\\"',
  '\\\\\\":',
  '%22%3A%22',
  ' is ',
  '|',
  ',',
  '(',
  '=(',
  '>',
  '/',
  '&',
  '?',
  '#',
  ' -> ',
];
const PIECES = [
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  'RIVATE KEY',
  'Private-Lines:',
  '---- BEGIN SSH2',
  '://',
  '://a:',
  '://a:b@',
  'https://a.b/?a=',
  'https://a/reset/',
  'postgres://a:b/',
  'eyJ',
  'eyJa.',
  '7b22',
  '7b226162',
  'bearer ',
  'basic ',
  'Bearer a',
  '\\',
  '\\\\',
  '"',
  "'",
  '`',
  '\n',
  '\\n',
  '\\\\n',
  '\t',
  ' ',
  '  ',
  '-',
  '_',
  '.',
  '~',
  '@',
  '$',
  '%3D',
  '%22',
  '&quot;',
  '{',
  '}',
  '[',
  ']',
  '(',
  '<a>',
  '</a>',
  '<password>',
  '<a:password ',
  'a,password,b\n',
  '"name":"password","value":"',
  'name: password\n  value: ',
  '/*',
  '//',
  '\u200b',
  '\\u0061',
  'x',
  'A',
  '0',
  'aB3',
  'aB3dE6fG9',
  '|>',
  '>-\n ',
  '${',
  'authorization:',
  'cookie: ',
  'cookie: a=',
  '"kty":',
  '"d":"',
  '%253D',
  '%25',
  '&#119;',
  '\\x61',
  'а',
  'пароль',
  '密码：',
  'ｐａｓｓ',
  'VALUES (',
  "('a','b'),",
  '"password","a"\n',
  'password  a\n',
  'aB3dE6fG9hI2',
  'password aB3dE6fG9hI2',
  'curl -u ',
  'mysql -p',
  '<<< a',
  '/mcp/',
  "'",
  '“',
  '”',
  'é',
];

export const ATTACK_PIECES: readonly string[] = [
  ...new Set([...NAMES, ...STARTS, ...LITERALS, ...SEPARATORS, ...PIECES]),
].filter((it) => it !== '');

/** An attack of `length` characters: a start, and a unit of one to four pieces over and over. */
export function attack(random: Random, length: number): string {
  const draw = () => ATTACK_PIECES[Math.floor(random() * ATTACK_PIECES.length)] ?? '';
  const unit = Array.from({ length: 1 + Math.floor(random() * 4) }, draw).join('');
  const start = random() < 0.3 ? draw() + draw() : '';
  return (start + unit.repeat(Math.ceil(length / unit.length))).slice(0, length);
}
