/** Secrets that only show when several values of one payload are seen together (#9 D3, D4, D5). */
import { describe, expect, it } from 'vitest';
import { FAKE_PRIVATE_KEY } from '../fake-secrets.js';
import { lineOf, payloadOf } from '../sample-event.js';

const LINES = FAKE_PRIVATE_KEY.split('\n');
const BODY = 'TUlJRmFrZUtleQ';

describe('a private key in parts', () => {
  it.each<readonly [string, unknown]>([
    ['a list of lines', { key: LINES }],
    ['several text items', { content: LINES.map((text) => ({ type: 'text', text })) }],
    ['two halves', [LINES.slice(0, 4).join('\n'), LINES.slice(4).join('\n')]],
    ['a list of lines as JSON in a text', { text: JSON.stringify(LINES) }],
  ])('is hidden until its end: %s', (_what, value) => {
    const line = lineOf({ request_params: { value, after: 'seen' } });

    expect(line).not.toContain(BODY);
    expect(line).toContain('"after":"seen"');
  });

  it('hides nothing behind its end, nor in the next payload', () => {
    const base64 = 'QUJDREVGR0hJSktMTU5PUA==';

    expect(payloadOf({ key: LINES, base64 })).toMatchObject({ base64 });
    expect(lineOf({ request_params: LINES.slice(0, 2), response_content: { base64 } })).toContain(base64);
  });
});

describe('a name and a value of its own', () => {
  it.each([
    { name: 'DB_PASSWORD', value: 'fake-1' },
    { Name: 'DB_PASSWORD', Value: 'fake-1' },
    { key: 'DB_PASSWORD', value: 'fake-1' },
    { Key: 'DB_PASSWORD', Value: 'fake-1' },
    { label: 'DB_PASSWORD', value: 'fake-1' },
    { value: 'fake-1', name: 'DB_PASSWORD' },
  ])('hides the value: %j', (pair) => {
    expect(lineOf({ request_params: [pair] })).not.toContain('fake-1');
    expect(lineOf({ request_params: { text: JSON.stringify([pair], null, 1) } })).not.toContain('fake-1');
    expect(lineOf({ request_params: { text: JSON.stringify({ a: JSON.stringify(pair) }) } })).not.toContain('fake-1');
  });

  it('hides what follows an option in a list of arguments', () => {
    expect(payloadOf({ args: ['--api-key', 'fake-1', '--port', '80', '--token', '--verbose'] })).toEqual({
      args: ['--api-key', '[redacted]', '--port', '80', '--token', '--verbose'],
    });
  });
});

describe('tokens', () => {
  it('that look generated are hidden in lists and objects', () => {
    const tokens = { a: 'aB3dE6fG9hJ2kL5m', b: 'word', c: [12, 'xY7zW4vU1tS8rQ5p'] };

    expect(payloadOf({ tokens })).toEqual({ tokens: { a: '[redacted]', b: 'word', c: [12, '[redacted]'] } });
    expect(payloadOf({ passwords: ['one'], secrets: { a: 'two' } })).toEqual({
      passwords: '[redacted]',
      secrets: '[redacted]',
    });
  });

  it('that are counted or split from text are shown', () => {
    const value = { tokens: ['the', 'cat'], max_tokens: 4096, tokens_used: 12, usage: { tokens: 90 } };

    expect(payloadOf(value)).toEqual(value);
  });
});
