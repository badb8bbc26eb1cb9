/**
 * The one table of names that imply a secret, for object keys and for names in any text. A name is compared without
 * case and separators (`X-Api-Key`, `apiKey` and `API_KEY` are the same) by how it ends, because that says what the
 * value is: `client_secret` is a secret; `secret_name`, `max_tokens`, `tokenizer` and `authorization_url` are not.
 */

/**
 * `secret`: any value but null and booleans is hidden. `text`: the name has innocent uses, so only strings are.
 * `opaque`: only strings that look generated are.
 */
export type NameKind = 'secret' | 'text' | 'opaque';

export interface NameRow {
  readonly kind: NameKind;
  /**
   * A pattern, without regard to case, that finds every name of this row in a text, where a character follows it. At
   * least four characters long: below that the regular expression engine reads every character instead of skipping.
   */
  readonly stem: string;
  /** A pattern that is in every match of `stem`, if its first four characters are not the best to search for. */
  readonly seed?: string;
  /** How such names end, in lower case and without separators. */
  readonly endings: string;
}

export const NAME_ROWS: readonly NameRow[] = [
  {
    kind: 'secret',
    stem: 'pass[^ei]',
    endings: 'passwords?|passwd|passwort|passphrases?|passcodes?|userpass|requirepass',
  },
  { kind: 'secret', stem: 'secret', endings: 'secrets?|cle?secrete|secreto' },
  {
    kind: 'secret',
    stem: 'token',
    endings: 'token|(?:access|refresh|auth|id|api|session|bearer|csrf|device|security)tokens',
  },
  { kind: 'opaque', stem: 'token', endings: 'tokens' },
  { kind: 'secret', stem: 'cookie', endings: 'cookies?' },
  { kind: 'secret', stem: 'authoriz', endings: 'authorization|authorizationcode' },
  { kind: 'secret', stem: 'oauth', endings: '(?:github|gitlab|bitbucket)oauth' },
  { kind: 'secret', stem: 'credential', endings: 'credentials?' },
  { kind: 'secret', stem: 'creds[^a-z]', endings: 'creds' },
  { kind: 'secret', stem: '(?:jwt|jwts)[^a-z]', endings: 'jwts?' },
  { kind: 'secret', stem: 'connection.?str|connstr|conn[-_ .]str', endings: 'connectionstrings?|connstr(?:ing)?' },
  { kind: 'secret', stem: 'verif', endings: 'codeverifier|verificationcode' },
  { kind: 'secret', stem: 'assertion', endings: '(?:client|saml)assertion' },
  { kind: 'secret', stem: 'samlresponse', endings: 'samlresponse' },
  {
    kind: 'secret',
    stem: '(?:recovery|backup|one.time|onetime|security|auth|login|access|mfa|2fa|otp|sms)(?:[-_. \\t/+:*\\u2010-\\u2015]code|code)',
    seed: '[yphnsa]code|timecode|[-_. \\t/+:*\\x10-\\x15]code',
    endings: '(?:recovery|backup|onetime|security|auth|login|access|mfa|2fa|otp|totp|sms)codes?',
  },
  { kind: 'secret', stem: 'mnemonic', endings: 'mnemonic' },
  { kind: 'secret', stem: '(?:seed|recovery).?phrase', endings: '(?:seed|recovery)phrase' },
  { kind: 'secret', stem: 'otp[^a-z]', endings: '^(?:user|email|sms|login)?t?otp' },
  { kind: 'secret', stem: 'cv[vc][^a-z]', endings: '^(?:card)?cv[vc]2?' },
  { kind: 'secret', stem: 'bearer', endings: 'bearer' },
  /** The other scheme; no name. */
  { kind: 'secret', stem: 'basic[\\s%+]', endings: '^basicauthorization' },
  { kind: 'secret', stem: '[cx]srf[^a-z]', endings: '^[cx]srf' },
  { kind: 'text', stem: 'pass[^ei]', endings: '^pass' },
  { kind: 'text', stem: 'pwd[^a-z]', endings: '^pwd' },
  { kind: 'text', stem: 'auth[^a-z]', endings: '^(?:x|basic|http|proxy|npm)?(?:basic)?auth' },
  { kind: 'text', stem: 'dsn[^a-z]', endings: 'dsn' },
  { kind: 'opaque', stem: 'sess', endings: 'session|sessionid|sessid' },
  { kind: 'opaque', stem: 'connect.sid', endings: 'connectsid' },
  { kind: 'text', stem: '(?:wpa|wifi)?.?psk[^a-z]', seed: 'psk[^a-z]', endings: '^(?:wpa|wifi)?psk' },
  { kind: 'text', stem: '[^a-z0-9]pw[^a-z0-9]', endings: '^pw' },
  { kind: 'opaque', stem: '[^a-z0-9]sig[^a-z0-9]', endings: '^sig' },
  { kind: 'opaque', stem: 'appid', endings: '^appid' },
  /** In other languages; of other scripts see foreign-names.ts. Compared without accents. */
  { kind: 'secret', stem: 'contrase', endings: 'contrasen[iy]?a|contrasenya' },
  {
    kind: 'secret',
    stem: 'kennwort|schl(?:.|ue)ssel',
    endings: 'kennwort|(?:api|geheim|zugriffs|zugangs|privater)schlue?ssel',
  },
  { kind: 'secret', stem: 'mot.?s?.?de.?passe', seed: 'passe', endings: 'mots?depasse' },
  { kind: 'text', stem: 'mdp[^a-z]', endings: '^(?:user|db|admin)?mdp' },
  { kind: 'secret', stem: 'senha', endings: 'senha' },
  { kind: 'secret', stem: 'wachtwoord|adgangskode', endings: 'wachtwoord|adgangskode' },
  { kind: 'secret', stem: 'l.senord|losenord', seed: 'senord', endings: 'losenord' },
  { kind: 'secret', stem: 'pass[^ei]|palavra.?passe', seed: 'pass', endings: 'passord|palavrapasse' },
  {
    kind: 'secret',
    stem: 'heslo[^a-z]|haslo[^a-z]|parola',
    seed: '[ea]slo[^a-z]|arola',
    endings: 'heslo|haslo|parola(?:chiave|segreta|dacces+o|dordine)?',
  },
  { kind: 'opaque', stem: 'clave', endings: '(?:^|api|de)clave(?:api|secreta|privada|deacceso|acceso)?' },
  { kind: 'opaque', stem: 'cl.[-_]api', seed: '[-_]api', endings: 'cleapi' },
  { kind: 'opaque', stem: 'jeton|jeton.d?.?acc', endings: '^jetons?(?:d?acces|api|dapi)?' },
  { kind: 'opaque', stem: 'sifre[^a-z]', endings: '^(?:kullanici)?sifre(?:si)?' },
  { kind: 'opaque', stem: 'pin(?:[^a-z]|code)', endings: '^(?:user|card|login)?pin(?:code)?' },
  /** Personal access tokens. */
  {
    kind: 'secret',
    stem: 'pat[^a-z]',
    endings:
      '(?:git|github|gh|gitlab|bitbucket|azure|ado|devops|devopsext|jira|snowflake|databricks|airtable|access|figma|docker|personal)pat',
  },
  { kind: 'opaque', stem: 'pat[^a-z]', endings: '^pat' },
  {
    kind: 'secret',
    stem: '[a-z]pw[^a-z0-9]',
    seed: '[a-z]pw',
    endings: '(?:bind|root|user|db|admin|login|master|encryption|ldap|my|ftp|smtp|wifi|ssh|vpn|sudo|key|store)pw',
  },
  { kind: 'text', stem: 'auth[^a-z]', endings: '(?:master|require|sasl|redis)auth' },
  {
    kind: 'opaque',
    stem: 'salt[^a-z]|pepper',
    endings:
      '(?:^|password|passwd|hash|hashing|auth|secret|secure|nonce|key|jwt|cookie|session|encryption|token)(?:salt|pepper)',
  },
  {
    kind: 'secret',
    stem: '(?:wallet|otp|mfa|master|recovery|private|secret|hd|account)[_-]?seed',
    seed: '[tpayerd_-]seed',
    endings: '(?:wallet|totp|otp|mfa|master|recovery|private|secret|hd|account|mnemonic)seed',
  },
  { kind: 'opaque', stem: 'secret.?id', endings: '(?:^|vault|approle|role|my)secretid' },
  { kind: 'opaque', stem: 'cred[^a-z]', endings: '^(?:login|user|db|api|admin)?cred' },
  { kind: 'text', stem: 'pass[^ei]', endings: '(?:store|key|trust)pass' },
  { kind: 'text', stem: 'identityfile', endings: 'identityfile' },
];

/** Names that end in `key` are many; those of secrets say what the key is for. */
export const KEY_ROW: NameRow = {
  kind: 'secret',
  seed: '[^"\']key',
  stem: '[a-z0-9][^a-z0-9"\']{0,3}keys?(?:[^a-z]|value|string|text|hash|prod|stag|live|dev|pem|b64|base64)',
  endings:
    '(?:api|app|application|private|secret|access|account|recovery|unseal|activation|encryption|decryption|signing|signature|auth|master|session|ssh|hmac|rsa|aes|pgp|service|servicerole|deploy|license|licence|shared|webhook|admin|root|subscription|client|security|functions?|rapidapi|storage|totp|consumer|bearer|token|tls|wallet|priv|hmac|provider|integration|partner|merchant|organi[sz]ation|org|team|user|bot|write|ingest|server|dev|test|live|prod|production|openai|anthropic|claude|gemini|google|maps|stripe|sendgrid|mailgun|twilio|github|gitlab|openrouter|groq|mistral|cohere|deepseek|perplexity|tavily|exa|brave|serper|serpapi|firecrawl|elevenlabs|replicate|huggingface|hf|pinecone|algolia|supabase|firebase|aws|azure|gcp|datadog|dd|newrelic|sentry|posthog|segment|notion|linear|slack|discord|telegram|shopify|airtable|infura|alchemy|etherscan|weather|openweather|bind|tsig|network|wep|wpa|tacacs|tacacsserver|radius)keys?|clientkeydata|secretkeybase',
};

/** `X-Some-Key`, but not the keys that only find something. */
export const KEY_HEADER = /^x-(?!idempotency|cache|partition|sort|routing)[\w-]{1,40}key$/i;

/** `STRIPE_KEY`, `ACME_KEY`: of an environment, but for those that only find something. Such are secrets when generated. */
export const KEY_VARIABLE =
  /^(?!.*(?:PRIMARY|FOREIGN|CACHE|SORT|PARTITION|PUBLIC|PUB|UNIQUE|INDEX|ROUTING|HASH|ROW|MAP|IDEMPOTENCY)_KEY$)[A-Z][A-Z0-9_]{1,60}_KEY$/;

/** `DB_PASS`, `smtp-pwd`, `redisAuth`, `PGPASS`: the last word of the name itself. */
export const TEXT_WORDS: readonly RegExp[] = [
  /[^A-Za-z](?:pass|pwd|auth|pw)$/i,
  /[a-z](?:Pass|Pwd|Auth|Pw|PW)$/,
  /^(?!BYPASS|COMPASS)[A-Z]{2,}(?:PASS|PWD)$/,
];
