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
  // curl -u user:password, --user user:password; http -a user:password; not docker run -u 1000:1000
  { literal: ' -u', pattern: / -u *["']?[^\s:"'/]{0,64}:(?<secret>(?!\/\/|\d{1,6}(?:\s|$))[^\s"'`]{3,})/dy },
  { literal: ' --user[ =]', pattern: / --user[ =]+["']?[^\s:"'/]{1,64}:(?<secret>[^\s"'`]{3,})/dy },
  { literal: ' --proxy-user', pattern: / --proxy-user[ =]+["']?[^\s:"'/]{1,64}:(?<secret>[^\s"'`]{3,})/dy },
  { literal: ' -a ', pattern: / -a +["']?[^\s:"'/]{1,64}:(?<secret>(?!\/\/)[^\s"'`]{3,})/dy },
  { literal: ' -passin ', pattern: / -passin +pass:(?<secret>[^\s"'`]{3,})/dy },
  { literal: ' -passout ', pattern: / -passout +pass:(?<secret>[^\s"'`]{3,})/dy },
  {
    literal: 'mongo',
    pattern: /mongo(?:sh|dump|restore|export|import)?\b[^\n|;&]{0,120}? -p +["']?(?<secret>[^\s"'`]{3,})/dy,
  },
  {
    literal: 'ldap',
    pattern: /ldap(?:search|modify|add|delete|whoami)\b[^\n|;&]{0,120}? -w +["']?(?<secret>[^\s"'`]{3,})/dy,
  },
  { literal: '7z [a-z] ', pattern: /7z [a-z] [^\n|;&]{0,120}? -p["']?(?<secret>[^\s"'`]{3,})/dy },
  { literal: 'zip -', pattern: /zip -[^\n|;&]{0,60}?P +["']?(?<secret>[^\s"'`]{3,})/dy },
  { literal: 'smbclient', pattern: /smbclient\b[^\n|;&]{0,120}? -U +["']?[^\s%"']{1,64}%(?<secret>[^\s"'`]{3,})/dy },
  {
    literal: 'IDENTIFIED ',
    pattern: /IDENTIFIED (?:WITH \w{1,32} )?(?:BY|AS) +\\{0,16}["'](?<secret>[^\s"'`\\]{3,})/dy,
  },
  { literal: 'SecureString', pattern: /SecureString +(?:-String +)?\\{0,16}["'](?<secret>[^\n"'`\\$]{3,128})/dy },
  { literal: 'AUTH PLAIN ', pattern: /AUTH PLAIN +(?<secret>[A-Za-z0-9+/]{8,}={0,2})/dy },
  { literal: 'SCRAM-SHA-', pattern: /SCRAM-SHA-\d{1,3}\$(?<secret>\d{1,7}:[^\s"'`,]{20,})/dy },
  // mysql -ppassword, sshpass -p password, redis-cli -a password
  { literal: 'mysql', pattern: /mysql(?:dump|admin)?\b[^\n|;&]{0,120}? -p["']?(?<secret>[^\s"'`=]{3,})/dy },
  { literal: 'mariadb', pattern: /mariadb(?:-dump|-admin)?\b[^\n|;&]{0,120}? -p["']?(?<secret>[^\s"'`=]{3,})/dy },
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
    pattern:
      /\$(?:apr1|1|2[abxy]?|5|6|7|y|gy|scrypt|pbkdf2[\w-]{0,10}|argon2(?:id|i|d)(?:\$v=\d{1,3})?(?:\$m=\d{1,9},t=\d{1,9},p=\d{1,9})?)(?<secret>\$[^\s"'`:,]{6,})/dy,
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
const SEARCH = new RegExp(LITERAL_FORMS.map(({ literal }) => literal).join('|'), 'g');

export const literalFinder: Finder = {
  group: 'literals',
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
