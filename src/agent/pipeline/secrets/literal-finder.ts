/**
 * Credentials that are recognised by a literal in them rather than by the characters they are made of: command lines,
 * connection strings, hashes of passwords, and tokens in base64, of which
 * token-forms.ts finds those whose first `/` or `+` comes late.
 */

import { COMMAND_FORMS } from './command-forms.js';
import type { Finder } from './finder.js';
import type { LiteralForm } from './literal-form.js';
import { LITERALS } from './notations.js';
import { firstMatch } from './value-end.js';

/** Where a token in a pattern begins: not after a letter or digit, unless that ends an escape (`\n`, `%3D`, a colour). */
const START =
  '(?:(?<![A-Za-z0-9])|(?<=\\\\(?:[nrtbf]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[0-3][0-7]{2})|[%=][0-9A-Fa-f]{2}|[[;]\\d{1,3}[mK]))';

export const LITERAL_FORMS: readonly LiteralForm[] = [
  ...COMMAND_FORMS,
  {
    literal: 'IDENTIFIED ',
    pattern: /IDENTIFIED (?:WITH \w{1,32} )?(?:BY|AS) +\\{0,16}["'](?<secret>[^\s"'`\\]{3,})/dy,
  },
  { literal: 'SecureString', pattern: /SecureString +(?:-String +)?\\{0,16}["'](?<secret>[^\n"'`\\$]{3,128})/dy },
  { literal: 'AUTH PLAIN ', pattern: /AUTH PLAIN +(?<secret>[A-Za-z0-9+/]{8,}={0,2})/dy },
  { literal: 'SCRAM-SHA-', pattern: /SCRAM-SHA-\d{1,3}\$(?<secret>\d{1,7}:[^\s"'`,]{20,})/dy },
  { literal: 'SSWS ', pattern: /SSWS[ +]+(?<secret>[\w-]{20,})/dy },
  {
    literal: '(?:prod|dev|preview|project):[a-z]',
    pattern: `${START}(?:prod|dev|preview|project):[\\w:-]{1,80}\\|(?<secret>[\\w+/=-]{16,})`,
  },
  { literal: 'e64:', pattern: /(?<=bas)e64:(?<secret>[A-Za-z0-9+/]{43}=)/dy },
  {
    literal: 'token-[a-z0-9][a-z0-9][a-z0-9][a-z0-9][a-z0-9]:',
    pattern: /token-[a-z0-9]{5}:(?<secret>[a-z0-9]{50,})/dy,
  },
  { literal: 'WIFI:', pattern: /WIFI:(?:[A-OQ-Z]:[^;\n]{0,64};){0,6}P:(?<secret>(?:\\.|[^;\\\n]){3,128})/dy },
  // Lines of a .pgpass file.
  {
    literal: '(?:5432|6432|5433|\\*:\\*):',
    pattern: /(?:\d{4}|\*:\*):[^\s:"']{1,64}:[^\s:"']{1,64}:(?<secret>[^\s:"'`\\]{6,})/dy,
  },
  { literal: '\\{(?:SHA|SSHA)', pattern: /\{S?SHA\d{0,3}\}(?<secret>[^\s"'`,\\]{8,})/dy },
  // Go's MySQL driver: user:password@tcp(host)
  { literal: '@tcp\\(', pattern: /(?<=[\w.-]:(?<secret>[^\s"'`:@]{1,128}))@tcp\(/dy },
  { literal: '@unix\\(', pattern: /(?<=[\w.-]:(?<secret>[^\s"'`:@]{1,128}))@unix\(/dy },
  // jdbc:oracle:thin:user/password@host
  { literal: ':thin:', pattern: /:thin:[^\s/@"']{1,64}\/(?<secret>[^\s@"']{1,128})@/dy },
  // htpasswd, /etc/shadow, bcrypt, Argon2
  {
    literal: '\\$(?:apr1|2[abxy]\\$|[12567y]\\$[^\\s]|gy\\$|argon|scrypt|pbkdf)',
    pattern:
      /\$(?:apr1|1|2[abxy]?|5|6|7|y|gy|scrypt|pbkdf2[\w-]{0,10}|argon2(?:id|i|d)(?:\$v=\d{1,3})?(?:\$m=\d{1,9},t=\d{1,9},p=\d{1,9})?)(?<secret>\$[^\s"'`:,]{6,})/dy,
  },
  { literal: 'access_token\\$', pattern: /access_token\$(?:production|sandbox)(?<secret>\$[\w$]{20,})/dy },
  { literal: '4/0A', pattern: `(?<!/)${START}(?<secret>4/0A[\\w-]{40,})` },
  { literal: 'Atz[ar]', pattern: `${START}(?<secret>Atz[ar]\\|[\\w-]{40,})` },
  { literal: 'essu_', pattern: `${START}(?<secret>essu_[A-Za-z0-9+/=]{30,})` },
  { literal: 'endr\\+', pattern: `${START}(?<secret>endr\\+[A-Za-z0-9]{16,})` },
  { literal: 'add-mask::', pattern: /add-mask::(?<secret>[^\s"'`\\]{3,128})/dy },
  { literal: 'rocommunity ', pattern: /rocommunity +(?<secret>[^\s"'`\\]{3,128})/dy },
  { literal: '--from-literal', pattern: /--from-literal[= ][\w.-]{1,64}=\\{0,16}["']?(?<secret>[^\s"'`\\$]{3,128})/dy },
  // Azure's keys have a signature near their end.
  {
    literal: '(?:AzFu|AStu|ACDb|AzSe|ASbH|AEhA|AIoT|AzAPIM)',
    pattern:
      /(?<=(?<secret>(?<![\w+/-])[\w+/-]{32,90}))A(?:zFu|Stu|CDb|zSe|SbH|EhA|IoT|zAPIM)[\w+/-]{4,10}={0,2}(?![\w+/-])/dy,
  },
  { literal: '1//0', pattern: `(?<!/)${START}(?<secret>1//0[\\w-]{24,})` },
  { literal: 'dG9r', pattern: `${START}(?<secret>dG9r[A-Za-z0-9+/]{40,80}={0,2})` },
  { literal: 'ABSK', pattern: `${START}(?<secret>ABSK[A-Za-z0-9+/]{40}[A-Za-z0-9+/=]*)` },
  { literal: 'whsec_', pattern: `${START}(?<secret>whsec_[\\w+/=-]{16,})` },
  { literal: 'f[mo][12]_', pattern: `${START}(?<secret>f[mo][12]_[\\w+/=,-]{30,})` },
  { literal: 'xox[a-z]-', pattern: `${START}(?<secret>xox[a-z]-[\\w%./+=-]{8,})` },
];

interface Compiled {
  readonly pattern: RegExp;
  readonly command: RegExp | undefined;
}

/** By the code of their first character. */
let formsByFirst: ReadonlyMap<number, readonly Compiled[]> | undefined;

/** Made when a text has a literal: most processes need none. */
function formsAt(text: string, at: number): readonly Compiled[] {
  formsByFirst ??= compileForms();
  return formsByFirst.get(text.charCodeAt(at)) ?? [];
}

function compileForms(): ReadonlyMap<number, readonly Compiled[]> {
  const byFirst = new Map<number, Compiled[]>();
  for (const { literal, pattern, command } of LITERAL_FORMS) {
    const compiled = {
      pattern: new RegExp(pattern, 'dy'),
      command: command === undefined ? undefined : new RegExp(`(?:${command})[^\\n|;&]*$`),
    };
    for (const code of firstCodes(literal)) byFirst.set(code, [...(byFirst.get(code) ?? []), compiled]);
  }
  return byFirst;
}

const ARGUMENT_END = /[\s"'`\\]/g;

/** How far an option may be from its command. */
const MAX_COMMAND = 120;

/** The codes with which a match of `literal` may begin. */
function firstCodes(literal: string): readonly number[] {
  const alternatives = /^\(\?:([^()]*)\)/.exec(literal)?.[1]?.split('|') ?? [literal];
  const firsts = alternatives.map((alternative) => /^(?:\[[^\]]*\]|\\.|.)/.exec(alternative)?.[0] ?? '');
  const pattern = new RegExp(`^(?:${firsts.join('|')})$`);
  return Array.from({ length: 128 }, (_, code) => code).filter((code) => pattern.test(String.fromCharCode(code)));
}

const SEARCH = new RegExp([...new Set(LITERAL_FORMS.map(({ literal }) => literal))].join('|'), 'g');

export const literalFinder: Finder = {
  group: 'literals',
  notation: LITERALS,
  next(text, from) {
    SEARCH.lastIndex = from;
    return SEARCH.exec(text)?.index ?? -1;
  },
  read(text, at, found) {
    let last = at + 1;
    for (const { pattern, command } of formsAt(text, at)) {
      pattern.lastIndex = at;
      const [start, end] = pattern.exec(text)?.indices?.groups?.secret ?? [0, 0];
      if (end === 0 || command?.test(text.slice(Math.max(0, at - MAX_COMMAND), at)) === false) continue;
      const whole = Math.max(end, command === undefined ? end : firstMatch(text, end, ARGUMENT_END));
      found.add(start, whole);
      last = Math.max(last, whole);
    }
    return last;
  },
};
