/** Providers' credentials in several places, and secrets beside their names, through the real pipeline (#9 D). */
import { describe, expect, it } from 'vitest';
import { FORMS } from '../../../../scripts/secrets/forms.js';
import { MORE_FORMS } from '../../../../scripts/secrets/more-forms.js';
import { MORE_PLACES } from '../../../../scripts/secrets/more-places.js';
import { OTHER_FORMS, OTHER_PLACES } from '../../../../scripts/secrets/other-kinds.js';
import { PLACES } from '../../../../scripts/secrets/places.js';
import { CONTAINERS, isLeaked, sampleOf, seeded } from '../../../../scripts/secrets/sample.js';
import { classesOf } from '../../../../src/agent/pipeline/secrets/character-class.js';
import { createSecretText } from '../../../../src/agent/pipeline/secrets/secret-text.js';
import { createSensitiveNames } from '../../../../src/agent/pipeline/secrets/sensitive-key.js';
import { lineOf } from '../sample-event.js';

/** Without a name beside them, these cannot be told from hashes and ids. */
const LIKE_HASHES = new Set(['mistral 32', 'cohere 40', 'travis']);
/** A sentence after the value is in the way of its column, or of its block. */
const WHOLE_TEXTS = new Set(['sql csv result', 'yaml block >-']);
const IN_TEXTS = CONTAINERS.filter(([name]) => name.includes('text') || name === 'a value of its own');

const formSample = (kind: string, template: string) => sampleOf(template, seeded(kind.length));

describe("providers' credentials", () => {
  it.each(FORMS.filter(([kind]) => !LIKE_HASHES.has(kind)))('are found wherever they stand: %s', (kind, template) => {
    const sample = formSample(kind, template);
    for (const [place, put] of CONTAINERS) {
      const line = lineOf({ request_params: put(sample.text) });
      expect(isLeaked(line, sample), `${place}: ${line}`).toBe(false);
    }
  });

  it.each(FORMS.filter(([kind]) => LIKE_HASHES.has(kind)))('are found beside a name: %s', (kind, template) => {
    const sample = formSample(kind, template);
    for (const text of [`API_KEY=${sample.text}`, `{"apiKey":"${sample.text}"}`, `api_key: ${sample.text}`]) {
      expect(isLeaked(lineOf({ request_params: { text } }), sample)).toBe(false);
    }
  });
});

describe('a secret beside a name', () => {
  it.each(PLACES)('is found in %s', (kind, template) => {
    const sample = sampleOf(template, seeded(1 + kind.length));
    for (const [place, put] of WHOLE_TEXTS.has(kind) ? IN_TEXTS.slice(0, 1) : IN_TEXTS) {
      const line = lineOf({ request_params: put(sample.text) });
      expect(isLeaked(line, sample), `${place}: ${line}`).toBe(false);
    }
  });
});

/** Nothing in the text says what the value is, or not in a way that a rule could know. */
const MISSED = new Set([
  ...['redis requirepass', 'prose parentheses'], // A short text without a digit.
  ...['make', 'ably', 'json fields', 'name sas url', 'prose user slash', 'pair aws cli'],
]);
/** Only where lines end as they do in a file. */
const PLAIN_LINES = new Set(['sql copy']);

describe('other kinds', () => {
  it.each([...OTHER_FORMS, ...OTHER_PLACES, ...MORE_FORMS, ...MORE_PLACES].filter(([kind]) => !MISSED.has(kind)))(
    'are found: %s',
    (kind, template) => {
      const sample = sampleOf(template, seeded(kind.length));
      for (const [place, put] of PLAIN_LINES.has(kind) ? IN_TEXTS.slice(0, 1) : IN_TEXTS) {
        const line = lineOf({ request_params: put(sample.text) });
        expect(isLeaked(line, sample), `${place}: ${line}`).toBe(false);
      }
    },
  );

  it.each([
    'DB_PASS',
    'SMTP_PASS',
    'MYSQL_PWD',
    'REDIS_AUTH',
    'PGPASSWORD',
    'DB_PW',
    'db_pass',
    'smtp-pwd',
    'redisAuth',
  ])('%s hides its value as a key, in an environment line and in JSON text (#9 D2)', (name) => {
    const secret = 'hunter2-fake';
    for (const value of [
      { [name]: secret },
      { text: `${name}=${secret}` },
      { text: JSON.stringify({ [name]: secret }) },
    ]) {
      expect(lineOf({ request_params: value })).not.toContain(secret);
    }
  });
});

describe('the prefilter', () => {
  it('sees every secret that is found, in long and short texts', () => {
    const secrets = createSecretText(createSensitiveNames([]));
    const missed: string[] = [];
    for (const [kind, template] of [
      ...FORMS,
      ...PLACES,
      ...OTHER_FORMS,
      ...OTHER_PLACES,
      ...MORE_FORMS,
      ...MORE_PLACES,
    ]) {
      for (let seed = 0; seed < 5; seed += 1) {
        const { text } = sampleOf(template, seeded(seed));
        if (secrets.redact(text) === text) continue;
        if (!secrets.ofText(text)) missed.push(kind);
        const { seen, bytes, start } = classesOf(text);
        if (text.length <= 64 && !secrets.ofSeen(text, seen, bytes, start)) missed.push(`${kind}, short`);
      }
    }
    expect(missed).toEqual([]);
  });
});
