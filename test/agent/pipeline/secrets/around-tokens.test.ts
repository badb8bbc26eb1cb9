/** A token is hidden whatever stands right before or after it: other scripts, escapes, colours, marks. */
import { describe, expect, it } from 'vitest';
import { FORMS } from '../../../../scripts/secrets/forms.js';
import { MORE_FORMS } from '../../../../scripts/secrets/more-forms.js';
import { OTHER_FORMS } from '../../../../scripts/secrets/other-kinds.js';
import { isLeaked, sampleOf, seeded } from '../../../../scripts/secrets/sample.js';
import { createSecretText } from '../../../../src/agent/pipeline/secrets/secret-text.js';
import { createSensitiveNames } from '../../../../src/agent/pipeline/secrets/sensitive-key.js';

const secrets = createSecretText(createSensitiveNames([]));
const shown = (text: string) => (secrets.ofText(text) ? secrets.redact(text) : text);
const LONG = ' 。and so on'.repeat(8);

const SCRIPTS = [
  ...[
    'вода',
    'мой к',
    'ключ',
    'ν',
    'α',
    'été',
    'caf\u00e9',
    'ß',
    '密码是',
    '密钥',
    '到',
    '2026到',
    '값',
    'สวัสดี',
    '०',
    'Ａ',
  ],
  ...['\ud835\udc00', '\ud835', 'a\u200b', 'a\u00ad', '\ufeff', 'a\u202e', '🔑'],
];
const COLOURS = [
  ...[
    '\x1b[32m',
    '\x1b[1;32m',
    '\x1b[38;5;12m',
    '\x1b[0K',
    '\x1b[K',
    '\x1b[m',
    '[32m',
    '[1;32m',
    '^[[31m',
    '\u241b[31m',
  ],
  ...['\\u001b[32m', '\\x1b[1m', '\\033[0;31m', '\\e[32m', '\\\\u001b[32m'],
];
const ESCAPES = [
  ...['\\n', '\\t', '\\\\n', '\\\\\\n', '\\r\\n', '\\u0022', '\\u00e9', '\\xe9', '\\xc3\\xa9', '\\303\\251'],
  ...['%0A', '%22', '%3D', '=3D', '&quot;', '&#34;'],
];
const MARKS = [' ', '"', "'", '`', '**', '_', '__', '-', '~', '...', '—', '“', '<', '>', '|', ':', '/x:', '=', '\0'];
const AFTER = [
  ...['вода', 'а', 'а b', 'к', 'é', '密', '\u200bx', '🔑', '\x1b[0m', '\\u001b[0m', '\\n', '%0A', '=0A', '"', ';'],
  ...['—', '|', ')', '>', '**'],
];

const KINDS = [...FORMS, ...OTHER_FORMS, ...MORE_FORMS];
const hasForm = ([kind, template]: readonly [string, string]) => {
  const sample = sampleOf(template, seeded(kind.length));
  return !isLeaked(shown(sample.text), sample);
};
/** Firecrawl's key and one character more are as long as a UUID, which is not read. */
const EXCEPTIONS = new Set(['odbc braces blank', 'firecrawl fc-']);
const TOKENS = KINDS.filter((kind) => hasForm(kind) && !EXCEPTIONS.has(kind[0]));

function leaksOf(put: (token: string) => string): readonly string[] {
  return TOKENS.filter(([kind, template]) => {
    const sample = sampleOf(template, seeded(kind.length));
    const text = put(sample.text);
    return isLeaked(shown(text), sample) || isLeaked(shown(text + LONG), sample);
  }).map(([kind]) => kind);
}

describe('a token of any form', () => {
  it('is one of two hundred', () => {
    expect(TOKENS.length).toBeGreaterThan(200);
  });

  it.each([...SCRIPTS, ...COLOURS, ...ESCAPES, ...MARKS])('is hidden right after %j', (before) => {
    expect(leaksOf((token) => before + token)).toEqual([]);
  });

  it.each(AFTER)('is hidden right before %j', (after) => {
    expect(leaksOf((token) => token + after)).toEqual([]);
  });

  it('is hidden where a search has coloured a part of it', () => {
    expect(shown('key=\x1b[01;31m\x1b[KAKIA\x1b[m\x1b[KQ2W3E4R5T6Y7U8I9 \x1b[36m.env\x1b[0m')).not.toContain('Q2W3');
  });
});

describe('a name and its value', () => {
  const secret = 'fakefakehunter2fake';
  it.each([
    `\x1b[32mpassword\x1b[0m: \x1b[33m'${secret}'\x1b[39m`,
    `\x1b[36mDB_PASSWORD\x1b[0m=${secret}`,
    `{ \x1b[34m"password"\x1b[0m: \x1b[31m"${secret}"\x1b[0m }`,
    JSON.stringify({ log: `\x1b[36mDB_PASSWORD\x1b[0m=\x1b[1m${secret}\x1b[0m` }),
    `\\033[1mDB_PASSWORD\\033[0m=${secret}`,
    `.env:DB_\x1b[01;31m\x1b[KPASS\x1b[m\x1b[KWORD=${secret}`,
  ])('are read without the colours of a terminal: %j', (text) => {
    expect(shown(text)).not.toContain(secret);
    expect(shown(text + LONG)).not.toContain(secret);
  });
});
