/** A token is hidden right after a character of another script, also where the low byte of that is one of a token. */
import { describe, expect, it } from 'vitest';
import { createSecretText } from '../../../../src/agent/pipeline/secrets/secret-text.js';
import { createSensitiveNames } from '../../../../src/agent/pipeline/secrets/sensitive-key.js';

const secrets = createSecretText(createSensitiveNames([]));
const TOKENS = ['AKIAQ2W3E4R5T6Y7U8I9', `sk_live_${'aB3dE5fG'.repeat(3)}`, `hf_${'aB3dE5fG'.repeat(4)}`];
const BEFORE = ['已更新到', '2026到', 'สวัสดี', 'あなたの', 'вид д', '\ud835', '値'];

describe.each(TOKENS)('the token %s', (token) => {
  it.each(BEFORE)('is seen after %j, in a short text and in a long one', (before) => {
    for (const text of [`${before}${token}`, `${before}${token}${' 。'.repeat(60)}`]) {
      expect(secrets.ofText(text), text).toBe(true);
      expect(secrets.redact(text)).not.toContain(token);
    }
  });
});
