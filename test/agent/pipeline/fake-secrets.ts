/** Obviously fake, and put together here so that no scanner takes this file for a leak. */
const glue = (...parts: readonly string[]) => parts.join('');
const alnum = 'Fake0Fake1Fake2Fake3Fake4Fake5Fake6Fake7';

export const FAKE_JWT = glue('ey', 'JhbGciOiJIUzI1NiJ9', '.', 'eyJzdWIiOiJmYWtlIn0', '.', 'ZmFrZS1zaWduYXR1cmU');
export const FAKE_PRIVATE_KEY = glue(
  '-----BEGIN RSA PRIV',
  'ATE KEY-----\n',
  'TUlJRmFrZUtleQ==\n'.repeat(8),
  '-----END RSA PRIV',
  'ATE KEY-----',
);

/** By what they look like: text, and the part of it that must not get out. */
export const VALUE_SECRETS: ReadonlyArray<readonly [kind: string, text: string, secret: string]> = [
  ['bearer credentials', glue('Bea', 'rer abc.DEF-123_fake'), 'abc.DEF-123_fake'],
  ['bearer credentials in any case', glue('BEA', 'RER abc.DEF-123_fake'), 'abc.DEF-123_fake'],
  ['basic credentials', glue('Bas', 'ic ', btoa('user:fake-password')), btoa('user:fake-password')],
  ['a JSON Web Token', FAKE_JWT, 'eyJzdWIiOiJmYWtlIn0'],
  ['a private key', FAKE_PRIVATE_KEY, 'TUlJRmFrZUtleQ'],
  ['a login in a URL', 'postgres://app:fake-pw@db.example.com/shop', 'fake-pw'],
  ['a login with a slash in a URL', 'postgres://app:fake/pw@db.example.com/shop', 'fake/pw'],
  ['a long login in a URL', `https://app:${'fakeFAKE'.repeat(30)}@example.com/`, 'fakeFAKE'],
  ['a token in a URL', 'https://fake-token-1@git.example.com/x.git', 'fake-token-1'],
  ['a query parameter', 'https://example.com/x?page=2&api_key=fake-1&z=1', 'fake-1'],
  ['an access token in a fragment', 'https://example.com/cb#access_token=fake-2&x=1', 'fake-2'],
  ['a signature in a URL', 'https://example.com/x?X-Amz-Signature=fake-3', 'fake-3'],
  ['a line of an environment file', 'PORT=80\nDB_PASSWORD=fake-4\nHOST=x', 'fake-4'],
  ['a command line option', 'tool --api-key=fake-5 run', 'fake-5'],
  ['a header line', 'GET / HTTP/1.1\r\nCookie: sid=fake-6; theme=dark\r\nHost: x', 'fake-6'],
  ['a header with its own scheme', glue('Author', 'ization: Custom fake-7-fake'), 'fake-7-fake'],
  ['source code', "const client = connect({ password: 'fake-8' })", 'fake-8'],
  ['an assignment', 'api_key = "fake-9"', 'fake-9'],
  ...prefixed(),
];

function prefixed(): Array<readonly [string, string, string]> {
  const prefixes = ['sk-', 'sk-ant-', 'sk-proj-', 'ghp_', 'gho_', 'github_pat_', 'glpat-', 'xoxb-', 'xoxp-', 'npm_'];
  const more = ['hf_', 'whsec_', 'sk_live_', 'rk_test_', 'gsk_', 'xai-', 'AIza'];
  const body = (prefix: string) =>
    /^(?:hf|npm|gh.|github_pat)_/.test(prefix) ? alnum : alnum.replace('Fake3', '-ake_');
  const rows = [...prefixes, ...more].map((prefix) => [`a key that starts ${prefix}`, prefix + body(prefix)] as const);
  return [...rows, ['an AWS key id', glue('AK', 'IA', 'FAKEFAKEFAKEFAKE')] as const].map(([kind, secret]) => [
    kind,
    `the key is ${secret}, keep it`,
    secret,
  ]);
}

/** Names that hide the value beside them. */
export const SECRET_NAMES = [
  'password',
  'Password',
  'PASSWD',
  'user_password',
  'dbPassword',
  'passphrase',
  'apiKey',
  'api_key',
  'API-KEY',
  'x-api-key',
  'authorization',
  'Authorization',
  'proxy-authorization',
  'cookie',
  'Set-Cookie',
  'token',
  'accessToken',
  'access_token',
  'refresh-token',
  'id_token',
  'csrfToken',
  'secret',
  'clientSecret',
  'client_secret',
  'private_key',
  'privateKey',
  'credential',
  'credentials',
  'aws_secret_access_key',
  'jwt',
  'signingKey',
  'session_key',
  'password2',
  'newPassword',
  'password_confirmation',
  'tokenValue',
  'otp',
  'cvv',
  'connectionString',
  'api.key',
  'API KEY',
  'smtp_pass',
  'dbPwd',
  'secrets',
]; // prettier-ignore

/** Names that look like them. */
export const INNOCENT_NAMES = [
  'max_tokens',
  'tokens_used',
  'total_tokens',
  'promptTokens',
  'tokenizer',
  'token_count',
  'token_type',
  'secretary',
  'author',
  'authors',
  'authority',
  'authorization_url',
  'progressToken',
  'nextPageToken',
  'next_token',
  'pageToken',
  'continuation_token',
  'primary_key',
  'foreignKey',
  'key',
  'keys',
  'keyboard',
  'monkey',
  'public_key',
  'cache_key',
  'passenger',
  'passed',
  'compass',
  'bypass',
  'passport_number',
  'password_length',
  'has_password_hint',
  'cookbook',
  'secret_name',
  'credentials_url',
  'mcp.session.id',
  'session_id',
  'jsonrpc.request.id',
  'stop_token',
  'pin',
  'hash',
  'value',
  'name',
  'id',
  'text',
  'data',
  'discretion',
  'tokyo',
]; // prettier-ignore
