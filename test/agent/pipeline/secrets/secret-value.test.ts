import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../../../src/model.js';
import { FAKE_JWT, SECRET_NAMES, VALUE_SECRETS } from '../fake-secrets.js';
import { ORDINARY_TEXTS } from '../ordinary-texts.js';
import { lineOf, payloadOf } from '../sample-event.js';

const PLACES: ReadonlyArray<readonly [string, (text: string) => Partial<McpWatchEvent>]> = [
  ['arguments', (text) => ({ request_params: { a: [{ note: text }] } })],
  ['a result', (text) => ({ response_content: { content: [{ type: 'text', text }] } })],
  [
    'a long text',
    (text) => ({
      response_content: { text: `${'lorem ipsum '.repeat(40)}\n${text}\n${'dolor '.repeat(40)}` },
    }),
  ],
  ['JSON in a text', (text) => ({ response_content: { text: JSON.stringify({ a: 1, note: text }) } })],
  [
    'JSON in JSON in a text',
    (text) => ({ response_content: { text: JSON.stringify({ b: JSON.stringify({ note: text }) }) } }),
  ],
  ['an error message', (text) => ({ is_error: true, error_message: `failed: ${text}` })],
  ['a stack', (text) => ({ attributes: { 'exception.stacktrace': `Error: ${text}\n    at f (/app/x.js:1:1)` } })],
  ['a resource address', (text) => ({ event_type: 'resource_read', event_name: text })],
  ['a notification', (text) => ({ event_type: 'notification', request_params: { level: 'info', data: text } })],
  ['a property name', (text) => ({ request_params: { [text]: 1 } })],
  ['a client name', (text) => ({ client_name: text })],
];

describe('secrets by their look', () => {
  for (const [place, put] of PLACES) {
    it.each(VALUE_SECRETS)(`finds %s in ${place}`, (_kind, text, secret) => {
      expect(lineOf(put(text))).not.toContain(JSON.stringify(secret).slice(1, -1));
    });
  }

  it.each([
    ['sk', '-proj-', 'Fake0Fake1Fake2Fake3Fake4'],
    ['gh', 'p_', 'Fake0Fake1Fake2Fake3'],
    ['xo', 'xb-', 'Fake0Fake1Fake2'],
    ['xo', 'xb-', '12345678'],
    ['do', 'o_v1_', '0123456789abcdef0123456789abcdef'],
    ['AK', 'IA', 'FAKEFAKEFAKEFAKE'],
    ['AI', 'za', 'Fake0Fake1Fake2Fake3Fake4Fake5Fake6'],
    ['ya', '29.', 'Fake0Fake1Fake2Fake3Fake4'],
    ['SG', '.', 'Fake0Fake1Fake2Fake3.Fake4Fake5Fake6Fake7'],
    ['BEA', 'RER ', 'abc.DEF-123'],
    ['bas', 'ic ', btoa('user:fake-password')],
  ])('finds %s%s… in a text of at most 48 characters', (start, rest, secret) => {
    expect((start + rest + secret).length).toBeLessThanOrEqual(48);
    expect(lineOf({ request_params: { a: start + rest + secret } })).not.toContain(secret);
  });

  it('leaves what is around them', () => {
    expect(payloadOf({ url: 'postgres://app:fake-pw@db.example.com/shop?sslmode=require' })).toEqual({
      url: 'postgres://app:[redacted]@db.example.com/shop?sslmode=require',
    });
    expect(payloadOf({ text: `before ${FAKE_JWT} after` })).toEqual({ text: 'before [redacted] after' });
  });
});

describe('secrets by the name beside them, in a text', () => {
  it.each(['vat', 'cod', 'abc'])('finds them by a name of MCPWATCH_REDACT, whatever its letters: %s', (name) => {
    for (const text of [`${name}: 87654321`, `${'lorem ipsum '.repeat(9)}\n${name}: 87654321`]) {
      expect(lineOf({ request_params: { text } }, { MCPWATCH_REDACT: name })).not.toContain('87654321');
    }
  });

  const json = {
    user: 'ann',
    password: 'fake-1',
    nested: { api_key: 'fake-2', ok: [1] },
    token: 42,
    last: 'x',
  };

  it('finds them in JSON, which stays JSON', () => {
    const { text } = payloadOf({ text: JSON.stringify(json, null, 2) }) as { text: string };

    expect(JSON.parse(text)).toEqual({
      user: 'ann',
      password: '[redacted]',
      nested: { api_key: '[redacted]', ok: [1] },
      token: '[redacted]',
      last: 'x',
    });
  });

  it('finds them in JSON in JSON, which stays JSON', () => {
    const { text } = payloadOf({ text: JSON.stringify({ inner: JSON.stringify(json) }) }) as { text: string };
    const inner: unknown = JSON.parse((JSON.parse(text) as { inner: string }).inner);

    expect(inner).toMatchObject({ password: '[redacted]', last: 'x' });
  });

  it.each([9, 30, 31, 33, 36, 40])('finds them in JSON that was cut off after %d characters', (length) => {
    const text = JSON.stringify({ user: 'ann', password: 'fAkEsEcReT1234567890' });

    expect(lineOf({ request_params: { text: text.slice(0, length) } })).not.toMatch(/fAkE/);
  });

  it('hides whole lists and objects, with brackets and quotes inside', () => {
    const text = JSON.stringify({ credentials: { a: ['}', '"', '\\'], b: 'fake' }, after: 'seen' });

    expect(payloadOf({ text })).toEqual({ text: '{"credentials":"[redacted]","after":"seen"}' });
  });

  it.each(SECRET_NAMES.filter((name) => !/[. ]/.test(name)))('knows %s there too', (name) => {
    expect(lineOf({ request_params: { text: JSON.stringify({ a: 1, [name]: 'fake-value' }) } })).not.toContain(
      'fake-value',
    );
  });

  it('knows the additions of MCPWATCH_REDACT there too', () => {
    const text = '{"customerCode": "fake-value"}';

    expect(lineOf({ request_params: { text } }, { MCPWATCH_REDACT: 'customer_code' })).not.toContain('fake-value');
  });

  it('shows null and booleans', () => {
    const text = '{"password":null,"token":false}';

    expect(payloadOf({ text })).toEqual({ text });
  });
});

describe('secrets in files of settings', () => {
  const FILES: ReadonlyArray<readonly [string, string]> = [
    ['YAML', 'db:\n  user: shop\n  password: NotARealOne1\n  port: 5432\n'],
    ['a list in YAML', '- name: shop\n- password: NotARealOne1\n'],
    ['INI', '[db]\nuser = shop\npassword = NotARealOne1\n'],
    ['properties', 'db.user=shop\ndb.password=NotARealOne1\n'],
    ['an environment file in lower case', 'db_user=shop\ndb_password=NotARealOne1\n'],
    ['a header line', 'host: example.com\napi-key: NotARealOne1\n'],
    ['XML', '<db><user>shop</user><password>NotARealOne1</password></db>'],
    ['XML with a name space', '<c:user>shop</c:user><c:client_secret>NotARealOne1</c:client_secret>'],
    ['one line', 'password: NotARealOne1'],
    ['one short line', 'pwd = NotARealOne1'],
  ];

  for (const [place, put] of PLACES.slice(0, 5)) {
    it.each(FILES)(`are found in %s, as ${place}`, (_kind, text) => {
      const line = lineOf(put(text));

      expect(line).not.toContain('NotARealOne1');
      expect(line).toContain('[redacted]');
      if (text.includes('shop')) expect(line).toContain('shop');
    });
  }

  it.each([
    'type Login = {\n  password: string\n  token: string | undefined\n}',
    'def login(\n  password: str,\n  token: str\n): pass',
    'components:\n  password:\n    type: string\n  token: required\n',
    'password: \u0024{DB_PASSWORD}\ntoken: ****\nsecret: ...\n',
    'Password: at least twelve characters\nToken: expires after an hour\n',
    '<password></password><token-count>12</token-count>',
  ])('are not seen in %j', (text) => {
    expect(payloadOf(text)).toEqual(text);
  });
});

describe('ordinary text', () => {
  it.each(ORDINARY_TEXTS)('is left as it is: %s', (_kind, text) => {
    expect(payloadOf({ text })).toEqual({ text });
  });
});

describe('MCPWATCH_REDACT=none', () => {
  it('shows everything', () => {
    expect(payloadOf({ password: 'fake', text: FAKE_JWT }, { MCPWATCH_REDACT: 'none' })).toEqual({
      password: 'fake',
      text: FAKE_JWT,
    });
  });
});
