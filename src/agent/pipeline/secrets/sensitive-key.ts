/**
 * Which names hold secrets. A name is compared without case and separators (`X-Api-Key`, `apiKey` and
 * `API_KEY` are one) by how it ends: what a name ends with is what the value is, so `client_secret` is a
 * secret and `secret_name`, `max_tokens`, `tokenizer` and `authorization_url` are not.
 */

/** `secret`: hide any value but null and booleans. `text`: hide strings only; the name has innocent uses. */
export type Sensitivity = 'plain' | 'secret' | 'text';

export type KeyClassifier = (name: string) => Sensitivity;

const SECRET_ENDINGS = [
  'passwords?',
  'passwd',
  'passwort',
  'passphrases?',
  'passcode',
  'secrets?',
  'token',
  '(?:access|refresh|auth|id|api|session|bearer|csrf|device|security)tokens',
  'cookies?',
  'setcookie',
  'authorization',
  'credentials?',
  'creds',
  'jwt',
  'connectionstring',
  'codeverifier',
  'clientassertion',
  'authorizationcode',
  '(?:api|app|private|secret|access|account|encryption|decryption|signing|signature|auth|master|session|ssh|hmac|rsa|aes|pgp|gpg|service|servicerole|deploy|license|shared|webhook|admin|root|subscription|client|security)keys?',
];
const SECRET = new RegExp(`(?:${SECRET_ENDINGS.join('|')})$`);
const SECRET_NAMES = new Set(['otp', 'totp', 'cvv', 'cvc', 'bearer']);

/** `pwd` is also the working directory, `pass` a test's verdict, `auth` a settings block. */
const TEXT_NAMES = new Set(['pass', 'pwd', 'auth', 'xauth', 'basicauth']);
const TEXT_WORD = /[^a-z](?:pass|pwd)$|[a-z](?:Pass|Pwd)$/;

/** Cursors, progress and language-model vocabulary: `progressToken` stands in every MCP request's `_meta`. */
const INNOCENT_TOKEN =
  /(?:cancel|cancellation|abort|idempotency|next|page|nextpage|progress|continuation|cursor|sync|start|stop|begin|end|eos|bos|eot|pad|unk|mask|sep|cls|max|min|per|num|first|last|special|delta|input|output|prompt|completion|total|cached|reasoning)token$/;

/** Says that the value is another form of the same secret. */
const SAME_SECRET =
  /(?:values?|strings?|text|raw|plain|plaintext|confirm|confirmation|again|repeat|new|old|current|hash|hashed|b64|base64|encrypted|encoded|\d+)$/;

/** Longer names are told by their end. */
const TAIL = 128;

/** `extraKeys` are compared whole, without case and separators. */
export function createKeyClassifier(extraKeys: readonly string[]): KeyClassifier {
  const extra = new Set(extraKeys.map(bareName).filter((name) => name !== ''));
  return (name) => {
    const bare = bareName(name.length > TAIL ? name.slice(-TAIL) : name);
    if (extra.has(bare)) return 'secret';
    const stem = withoutSuffixes(bare);
    if (isSecretName(bare) || isSecretName(stem)) return 'secret';
    return TEXT_NAMES.has(stem) || TEXT_WORD.test(name) ? 'text' : 'plain';
  };
}

function isSecretName(bare: string): boolean {
  return SECRET_NAMES.has(bare) || (SECRET.test(bare) && !INNOCENT_TOKEN.test(bare));
}

/** Lower case, letters and digits only. */
function bareName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function withoutSuffixes(bare: string): string {
  return bare.replace(SAME_SECRET, '').replace(SAME_SECRET, '');
}

/** Whether `value`, under a name of the kind `text`, is a secret: not a number, not a path. */
export function isSecretText(value: unknown): boolean {
  return typeof value === 'string' && !/^(?:[A-Za-z]:)?[\\/]/.test(value);
}

/**
 * The source of a pattern that any text naming a sensitive key matches, and little else; names that end in
 * `key` apart. Every alternative is at least four characters long: below that the regular expression engine
 * scans instead of skipping.
 */
export function namePattern(extraKeys: readonly string[]): string {
  const extra = extraKeys.map((key) => /[\p{L}\p{N}]+/u.exec(splitCamel(key))?.[0]).filter((it) => it !== undefined);
  return [...STEMS, ...extra].join('|');
}

function splitCamel(key: string): string {
  return key.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

const STEMS = [
  'pass[^ei]',
  'pwd[^a-z]',
  'secret',
  'token',
  'cookie',
  'authoriz',
  'auth[^a-z]',
  'credential',
  'creds[^a-z]',
  'jwt[^a-z]',
  'otp[^a-z]',
  'cv[vc][^a-z]',
  'bearer',
  // No name, but the other scheme: searched for with the rest, it costs a third.
  'basic[\\s%+]',
  'connection.?string',
  'code.?verifier',
  'client.?assertion',
];
