/** Secrets that are known by their own look, and their replacement. */
import { redactKeyed } from './keyed-secret.js';
import { REDACTED } from './redacted.js';
import { createSuspicion, type Suspicion } from './secret-prefilter.js';
import type { KeyClassifier } from './sensitive-key.js';

/** Text in, text without secrets out. */
export interface SecretText extends Suspicion {
  redact(text: string): string;
}

/** Not in a word: `task-…` is no `sk-…`. After an escape (`\n`) or a percent code a letter is no word. */
const START = String.raw`(?:(?<![A-Za-z0-9_])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9a-f]{4}))`;

/** Provider prefixes: the prefix, and the least that follows it. */
const PREFIXED: ReadonlyArray<readonly [prefix: string, rest: string]> = [
  ['sk-ant-', '[\\w-]{8,}'],
  ['sk-', '(?:[A-Za-z0-9]{20,}[\\w-]*|(?=[\\w-]{0,64}\\d)[\\w-]{16,})'],
  ['(?:sk|pk|rk)_(?:live|test)_', '\\w{8,}'],
  ['gh[pousr]_', '\\w{16,}'],
  ['github_pat_', '\\w{16,}'],
  ['gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat)-', '[\\w-]{16,}'],
  ['xox[a-z]-', '[\\w-]{8,}'],
  ['xapp-', '[\\w-]{16,}'],
  ['(?:AKIA|ASIA)', '[A-Z0-9]{16}(?![A-Za-z0-9])'],
  ['AIza', '[\\w-]{30,}'],
  ['ya29\\.', '[\\w-]{20,}'],
  ['npm_', '[A-Za-z0-9]{24,}'],
  ['hf_', '[A-Za-z0-9]{20,}'],
  ['whsec_', '[\\w+/=-]{16,}'],
  ['SG\\.', '[\\w-]{16,}\\.[\\w-]{16,}'],
  ['shp(?:at|ss|ca|pa)_', '[A-Fa-f0-9]{20,}'],
  ['do[op]_v1_', '[a-f0-9]{32,}'],
  ['dckr_pat_', '[\\w-]{16,}'],
  ['pypi-', '[\\w-]{40,}'],
  ['lin_api_', '\\w{20,}'],
  ['(?:gsk|figd|r8|ntn)_', '[\\w-]{24,}'],
  ['(?:xai|pplx|tvly)-', '[\\w-]{24,}'],
];
const PREFIXED_TOKEN = new RegExp(`${START}(?:${PREFIXED.map((it) => it.join('')).join('|')})`, 'g');
/** Never begins inside a run of its own characters: `-eyJ-eyJ…` would be read again from each of them. */
const JSON_WEB_TOKEN = new RegExp(`${START}(?<!-)eyJ[\\w-]{8,}\\.(?:[\\w-]{4,}|[\\w-]*\\.)[\\w.-]*`, 'g');
const PRIVATE_KEY =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^"']*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?=["'])|$)/g;
const BEARER = /\b(?<scheme>bearer)(?<gap>\s{1,4}|%20|\+)(?<token>[\w.~+/=%-]{6,})/gi;
const BASIC = /\b(?<scheme>basic)(?<gap>\s{1,4}|%20|\+)(?<token>[A-Za-z0-9+/_-]{4,}={0,2})/gi;
/** The second form is for passwords with an unescaped slash; a port is no password. */
const URL_LOGIN =
  /(?<=:\/\/)(?<user>[^\s/:@?#"'<>\\]{0,300}):(?!\d{0,5}(?:[/?#\s"']|$))(?:[^\s/?#"'<>\\]{1,300}@|[^\s"'<>\\@]{1,300}@)/g;
const URL_TOKEN = /(?<=https?:\/\/)[^\s/:@?#"'<>\\]{1,300}@/gi;

type Groups = Readonly<Record<string, string | undefined>>;

/** `classify` and `extraKeys` tell which names hide the value beside them. */
export function createSecretText(classify: KeyClassifier, extraKeys: readonly string[]): SecretText {
  return {
    ...createSuspicion(extraKeys),
    redact(text) {
      let out = text.replace(PRIVATE_KEY, REDACTED);
      if (out.includes('@')) {
        out = out.replace(URL_LOGIN, (...args: unknown[]) => `${groups(args).user ?? ''}:${REDACTED}@`);
        out = out.replace(URL_TOKEN, `${REDACTED}@`);
      }
      out = redactKeyed(out, classify);
      out = out.replace(BEARER, (...args: unknown[]) => redactScheme(args, isBearerToken));
      out = out.replace(BASIC, (...args: unknown[]) => redactScheme(args, isBasicLogin));
      return out.replace(JSON_WEB_TOKEN, REDACTED).replace(PREFIXED_TOKEN, REDACTED);
    },
  };
}

function groups(args: readonly unknown[]): Groups {
  return args.at(-1) as Groups;
}

function redactScheme(args: readonly unknown[], isSecret: (token: string) => boolean): string {
  const { scheme = '', gap = '', token = '' } = groups(args);
  return isSecret(token) ? scheme + gap + REDACTED : String(args[0]);
}

/** "Bearer authentication." is prose: one plain word. */
function isBearerToken(token: string): boolean {
  return !/^[A-Za-z]?[a-z]{1,15}[.]?$/.test(token);
}

/** Base64 of `user:password`; "basic ingredients" decodes to noise. */
function isBasicLogin(token: string): boolean {
  const login = Buffer.from(token, 'base64').toString('utf8');
  return /^[^:\p{Cc}\ufffd]*:[^\p{Cc}\ufffd]*$/u.test(login);
}
