/**
 * Credentials that are recognised by a literal in them rather than by the characters they are made of: command lines,
 * connection strings, hashes of passwords, and tokens in base64, of which
 * token-forms.ts finds those whose first `/` or `+` comes late.
 */
import { LITERALS } from './character-class.js';
import type { Finder } from './finder.js';

interface LiteralForm {
  /** What is searched for, as a pattern of at least three characters. */
  readonly literal: string;
  /** Matched where the literal begins. `secret` is hidden. */
  readonly pattern: RegExp;
}

export const LITERAL_FORMS: readonly LiteralForm[] = [
  // curl -u user:password, --user user:password
  { literal: ' -u ', pattern: / -u +["']?[^\s:"'/]{1,64}:(?<secret>[^\s"'`]{3,})/dy },
  { literal: ' --user[ =]', pattern: / --user[ =]+["']?[^\s:"'/]{1,64}:(?<secret>[^\s"'`]{3,})/dy },
  // mysql -ppassword, sshpass -p password, redis-cli -a password
  { literal: 'mysql', pattern: /mysql(?:dump|admin)?\b[^\n|;&]{0,120}? -p(?<secret>[^\s"'`=]{3,})/dy },
  { literal: 'mariadb', pattern: /mariadb(?:-dump|-admin)?\b[^\n|;&]{0,120}? -p(?<secret>[^\s"'`=]{3,})/dy },
  { literal: 'sshpass', pattern: /sshpass +-p *["']?(?<secret>[^\s"'`]{3,})/dy },
  { literal: 'redis-cli', pattern: /redis-cli\b[^\n|;&]{0,120}? -a +["']?(?<secret>[^\s"'`]{3,})/dy },
  { literal: 'docker login', pattern: /docker login\b[^\n|;&]{0,120}? -p +["']?(?<secret>[^\s"'`]{3,})/dy },
  // Go's MySQL driver: user:password@tcp(host)
  { literal: '@tcp\\(', pattern: /(?<=(?:^|[\s"'`=])[\w.-]{1,64}:(?<secret>[^\s"'`:@]{1,128}))@tcp\(/dy },
  { literal: '@unix\\(', pattern: /(?<=(?:^|[\s"'`=])[\w.-]{1,64}:(?<secret>[^\s"'`:@]{1,128}))@unix\(/dy },
  // jdbc:oracle:thin:user/password@host
  { literal: ':thin:', pattern: /:thin:[^\s/@"']{1,64}\/(?<secret>[^\s@"']{1,128})@/dy },
  // htpasswd, /etc/shadow, bcrypt, Argon2
  {
    literal: '\\$(?:apr1|2[abxy]\\$|[12567y]\\$[^\\s]|gy\\$|argon|scrypt|pbkdf)',
    pattern: /\$(?:apr1|1|2[abxy]?|5|6|7|y|gy|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]{0,10})(?<secret>\$[^\s"'`:,]{6,})/dy,
  },
  { literal: 'access_token\\$', pattern: /access_token\$(?:production|sandbox)(?<secret>\$[\w$]{20,})/dy },
  { literal: '1//0', pattern: /(?<![\w/])(?<secret>1\/\/0[\w-]{24,})/dy },
  { literal: 'dG9r', pattern: /(?<![A-Za-z0-9])(?<secret>dG9r[A-Za-z0-9+/]{40,80}={0,2})/dy },
  { literal: 'ABSK', pattern: /(?<![A-Za-z0-9])(?<secret>ABSK[A-Za-z0-9+/]{40}[A-Za-z0-9+/=]*)/dy },
  { literal: 'whsec_', pattern: /(?<![A-Za-z0-9])(?<secret>whsec_[\w+/=-]{16,})/dy },
  { literal: 'f[mo][12]_', pattern: /(?<![A-Za-z0-9])(?<secret>f[mo][12]_[\w+/=,-]{30,})/dy },
  { literal: 'xox[a-z]-', pattern: /(?<![A-Za-z0-9_])(?<secret>xox[a-z]-[\w%./+=-]{8,})/dy },
];

const FORMS_BY_FIRST = new Map<string, LiteralForm[]>();
for (const form of LITERAL_FORMS) {
  const first = form.literal.replace('\\', '').slice(0, 1);
  FORMS_BY_FIRST.set(first, [...(FORMS_BY_FIRST.get(first) ?? []), form]);
}
const PATTERNS = LITERAL_FORMS.map(({ literal }) => literal);
const SEARCH = new RegExp(PATTERNS.join('|'), 'g');

export const literalFinder: Finder = {
  patterns: PATTERNS,
  notation: LITERALS,
  next(text, from) {
    SEARCH.lastIndex = from;
    return SEARCH.exec(text)?.index ?? -1;
  },
  read(text, at, found) {
    for (const { pattern } of FORMS_BY_FIRST.get(text[at] ?? '') ?? []) {
      pattern.lastIndex = at;
      const [start, end] = pattern.exec(text)?.indices?.groups?.secret ?? [0, 0];
      found.add(start, end);
      if (end > at) return end;
    }
    return at + 1;
  },
};
