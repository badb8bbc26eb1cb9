/** The first look at a short text, before anything has been read, gives the answer of whoever reads it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FORMS } from '../../../../scripts/secrets/forms.js';
import { sampleOf, seeded } from '../../../../scripts/secrets/sample.js';
import { createSecretText } from '../../../../src/agent/pipeline/secrets/secret-text.js';
import { createSensitiveNames } from '../../../../src/agent/pipeline/secrets/sensitive-key.js';
import { TOKEN_STARTS } from '../../../../src/agent/pipeline/secrets/token-starts.js';

const names = createSensitiveNames([]);
const opened = createSecretText(names);
opened.redact('');
const firstLook = (text: string) => createSecretText(names).ofText(text);

const PIECE = fc.oneof(
  fc.constantFrom(...TOKEN_STARTS.split(' ')),
  fc.stringMatching(/^[a-z]{1,12}$/),
  fc.stringMatching(/^[A-Za-z0-9]{1,12}$/),
  fc.constantFrom('-', '_', '.', '~', '(', ')', ',', '#', '@'),
);
const TEXT = fc.array(PIECE, { minLength: 2, maxLength: 8 }).map((pieces) => pieces.join('').slice(0, 64));

it('of words that may begin like tokens', () => {
  fc.assert(
    fc.property(TEXT, (text) => firstLook(text) === opened.ofText(text)),
    { numRuns: 3000 },
  );
});

it('of tokens', () => {
  const random = seeded(14);
  const tokens = FORMS.map(([, template]) => sampleOf(template, random).text).filter(({ length }) => length <= 64);
  expect(tokens.filter((token) => firstLook(token) !== opened.ofText(token))).toEqual([]);
  expect(tokens.filter(firstLook).length).toBeGreaterThan(50);
});
