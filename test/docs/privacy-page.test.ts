import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PRIVACY_EXAMPLES, withPrivacyExamples } from '../../scripts/privacy-doc.js';

const PATH = 'docs/privacy.md';

it('docs/privacy.md shows what the code does today (otherwise: npm run docs)', async () => {
  await expect(withPrivacyExamples(readFileSync(PATH, 'utf8'))).toMatchFileSnapshot(`../../${PATH}`);
});

it('docs/privacy.md shows every example, and a changed one is noticed', () => {
  const document = readFileSync(PATH, 'utf8');

  for (const name of Object.keys(PRIVACY_EXAMPLES)) expect(document).toContain(`<!-- example: ${name} -->`);
  expect(withPrivacyExamples(document.replace('"string(15)"', '"ann@example.com"'))).not.toContain(
    '"customer": "ann@example.com",\n    "amount": "number"',
  );
});
