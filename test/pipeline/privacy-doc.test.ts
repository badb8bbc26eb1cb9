import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PRIVACY_EXAMPLES, withPrivacyExamples } from '../../scripts/privacy-doc.js';

const PATH = new URL('../../docs/privacy.md', import.meta.url);

it('docs/privacy.md shows what the code does today (write it anew: npm run docs:privacy)', () => {
  const document = readFileSync(PATH, 'utf8');
  const fresh = withPrivacyExamples(document);

  if (process.env['MCPWATCH_WRITE_DOCS'] === '1') writeFileSync(PATH, fresh);
  else expect(document).toBe(fresh);
});

it('docs/privacy.md shows every example, and a changed one is noticed', () => {
  const document = readFileSync(PATH, 'utf8');

  for (const name of Object.keys(PRIVACY_EXAMPLES)) expect(document).toContain(`<!-- example: ${name} -->`);
  expect(withPrivacyExamples(document.replace('"string(15)"', '"ann@example.com"'))).not.toContain(
    '"customer": "ann@example.com",\n    "amount": "number"',
  );
});
