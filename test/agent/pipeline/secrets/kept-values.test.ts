/** What is documented to be left alone (#9 D9). */
import { describe, expect, it } from 'vitest';
import { payloadOf, sent } from '../sample-event.js';

describe('is left as it is', () => {
  it.each<readonly [string, unknown]>([
    ['the credentials mode of fetch', { credentials: 'include', a: { credentials: 'same-origin' } }],
    ['a token format', { jwt: 'JWT' }],
    ['counts of tokens', { max_tokens: 4096, tokens_used: 3, total_tokens: 7 }],
    ['a UUID', { id: '3f2c1a00-8a1b-4c3d-9e5f-001122334455', session_id: '3f2c1a00-8a1b-4c3d-9e5f-001122334455' }],
    [
      'hashes',
      { sha: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', etag: 'W/"686897696a7c876b7e"' },
    ],
    [
      'an integrity',
      { integrity: 'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==' },
    ],
    ['a ULID', { id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }],
    [
      'ids with a prefix',
      {
        ids: ['msg_01XFDUDYJgAACzvnptvVoYEL', 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT', 'pi_3MtwBwLkdIwHu7ix28a3tqPa'],
      },
    ],
    ['an e-mail address', { to: 'ann.smith+news@mail.example.com' }],
    ['a product key', { product: 'ABCDE-12345-FGHIJ-67890-KLMNO' }],
    ['the id of a document', { id: '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms' }],
  ])('%s, as a value and in a text', (_what, value) => {
    expect(payloadOf(value)).toEqual(value);
    const text = JSON.stringify(value);
    expect(payloadOf({ text })).toEqual({ text });
  });

  it.each([
    "fetch(url, { credentials: 'include' })",
    'credentials = "omit"',
    'const token = await getToken(user);',
    "if (token === 'string') return;",
    'password: process.env.DB_PASSWORD,',
    '<input type="password" name="password">',
    'Authorization: Bearer <token>',
    'curl -H "X-API-Key: $KEY" https://example.com',
    'export API_KEY=your-api-key',
    'const name = (token) => token.name',
    'passwords:\n  - at least one digit\n  - and a letter',
    'tokens: [ADD, SUB]',
    'docker run -u 1000:1000 image',
    'curl -u http://example.com/a',
  ])('code and documentation: %s', (text) => {
    expect(payloadOf({ text })).toEqual({ text });
  });
});

it('leaves the session id of the protocol, which joins events', () => {
  const attributes = { 'mcp.session.id': 'aB3dE6fG9hJ2kL5m', 'mcpwatch.session.id': '0a1b2c3d4e5f-1' };
  expect(sent({ attributes }).attributes).toEqual(attributes);
});

describe('MCPWATCH_REDACT', () => {
  it.each(['customername', 'customer_name', 'CustomerName'])('%s means the same name everywhere (#9 D8)', (extra) => {
    for (const text of [
      '{"customer_name":"fake-1"}',
      'customer_name: fake-1',
      'CUSTOMER_NAME=fake-1',
      "customerName = 'fake-1'",
    ]) {
      expect(JSON.stringify(payloadOf({ text }, { MCPWATCH_REDACT: extra }))).not.toContain('fake-1');
    }
    expect(payloadOf({ customerName: 'x' }, { MCPWATCH_REDACT: extra })).toEqual({ customerName: '[redacted]' });
  });
});
