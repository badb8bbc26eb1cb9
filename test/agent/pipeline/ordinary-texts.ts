/** Text in which nothing is secret, though much of it looks or speaks like secrets. */
export const ORDINARY_TEXTS: ReadonlyArray<readonly [kind: string, text: string]> = [
  [
    'a recipe',
    'Basic cookies: 2 cups flour, 1 cup sugar; a pinch of salt.\nCookie: the key is cold butter. Bake at 180 °C for 12 minutes.\n' +
      'Secret ingredient: brown sugar, as my secretary says. Basic ingredients are enough.\nServes 4; keeps 3 days.',
  ],
  [
    'prose about passwords',
    'A password should be long. Passwords that are reused are a risk; a passphrase is better.\n' +
      'Your password: at least 12 characters. Tokens expire after an hour: the token is then refreshed.\n' +
      'Bearer authentication and basic authentication are two schemes. Bearer tokens are sent in the Authorization header.\n' +
      'Is the API key secret? Yes: never share a secret key, a client secret or a private key.',
  ],
  [
    'source code',
    "import { tokenizer } from './tokenizer.js';\nconst maxTokens = 4096;\nfunction getToken(key, password) {\n" +
      '  const token = tokens[key] ?? next();\n  if (token === undefined) throw new Error(`no token for $' +
      '{key}`);\n' +
      '  return authorize({ token, password });\n}\nexport const primaryKey = keys[0];\n// see https://example.com/a?page=2&sort=key#auth\n',
  ],
  [
    'types and schemas in code',
    'interface Login { password: string; token?: string; apiKey: string | undefined }\ndef login(user, password=None, token=token): pass\n',
  ],
  [
    'UUIDs and ids',
    '3f2c1a00-8a1b-4c3d-9e5f-001122334455 usr_10234 ord-2024-000123 cus_NffrFeUfNV2Hib 01ARZ3NDEKTSV4RRFFQ69G5FAV task-runner-0123456789abcdef',
  ],
  [
    'hashes',
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 d41d8cd98f00b204e9800998ecf8427e\n' +
      'commit 6b0bb1d5a3f2c1e09d8b7a6c5d4e3f2a1b0c9d8e sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
  ],
  [
    'times and numbers',
    '2026-01-05T10:20:30.456Z 10:20:30 +49 30 1234567 1,234.56 192.168.0.1:8080 [::1]:3000 ratio 16:9',
  ],
  [
    'addresses',
    'https://example.com/docs/authentication?lang=en&page=2 ssh://git@example.com/x.git git@github.com:nodejs/node.git\n' +
      'http://localhost:8080/@scope/package mailto:ann@example.com https://example.com:443/users/@me file:///home/me/keys.txt',
  ],
  [
    'JSON of ordinary things',
    '{"usage":{"max_tokens":4096,"tokens_used":12,"total_tokens":90},"_meta":{"progressToken":1},"author":"Ann","nextCursor":"eyJpZCI6MTAwfQ",' +
      '"primary_key":"id","keywords":["token","secret"],"secretary":"Bob","cookbook":{"pages":90}}',
  ],
  ['a table', 'key | value | author\n--- | --- | ---\ntoken bucket | 10/s | Ann\nbasic plan | $5 | Bob'],
  [
    'a log',
    "[info] task-42 started, risk-level=low, disk-usage-percentage-of-volume=17, user 'ann' logged in: ok\n[warn] key not found: users/7",
  ],
  ['style sheets', '.sk-fading-circle-wrapper { color: #ff0000; } .mask-image-linear-gradient { opacity: .5 }'],
];
