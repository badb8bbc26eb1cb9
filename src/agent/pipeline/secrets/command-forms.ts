/**
 * Passwords in command lines, by the command and the option that takes them; also as a list of arguments in JSON. The
 * names of long options say themselves what follows, see name-table.ts.
 */
import type { LiteralForm } from './literal-form.js';

/** One search for all short options: in words like these, a blank, a dash and a letter are rare. */
const OPTION = `[ "']-[pPwakKcANXuUEbsh]`;
/** Between two arguments: blanks, or a quote, a comma and a quote in JSON. */
const GAP = `(?:[ \\t]+|\\\\{0,16}["'][ \\t]*,[ \\t]*)`;
const QUOTE = `(?:\\\\{0,16}["'])?`;
/** A longer value is hidden whole, see literal-finder.ts; this much of it is read before its command is looked for. */
const VALUE = `(?<secret>[^\\s"'\`\\\\]{3,128})`;

/** Commands, and the option (a pattern) that takes a password as the next argument. */
const NEXT_ARGUMENT: ReadonlyArray<readonly [option: string, commands: string]> = [
  ['p', 'mongo\\w{0,12}|login|cqlsh|sshpass|twine|user(?:add|mod)'],
  ['P', 'sqlcmd|bcp|ipmitool|zip|unzip|ssh-keygen|mosquitto_\\w{3,4}'],
  ['w', 'ldap\\w{0,12}'],
  ['a', 'redis-cli'],
  ['N', 'ssh-keygen'],
  ['[kK]', 'openssl|nuget'],
  ['(?:storepass|srcstorepass|deststorepass)', 'keytool|jarsigner'],
  ['keypass', 'keytool|jarsigner'],
  ['[cA]', 'snmp\\w{2,12}'],
  ['X', 'snmp\\w{2,12}'],
  ['passwd', 'x11vnc'],
  ['pw', 'pscp|plink|putty'],
];
/** Commands that take it in the same argument. */
const SAME_ARGUMENT: ReadonlyArray<readonly [option: string, commands: string]> = [
  ['p', 'mysql\\w{0,8}|mariadb[\\w-]{0,8}|sshpass|7z[ar]?'],
  ['h?p', 'rar'],
];

const forms = (rows: typeof NEXT_ARGUMENT, gap: string): readonly LiteralForm[] =>
  rows.map(([option, command]) => ({
    literal: OPTION,
    pattern: `[ "']-${option}${gap}${QUOTE}(?!-)${VALUE}`,
    command: word(command),
  }));

function word(command: string): string {
  return `(?<![\\w-])(?:${command})(?![\\w-])`;
}

/** A user, who may be missing, and a password; not a URL, and not `docker run -u 1000:1000`. */
const LOGIN = `${QUOTE}[^\\s:"'/\\\\]{0,64}:(?!//|\\d{1,6}(?:\\s|$))${VALUE}`;

export const COMMAND_FORMS: readonly LiteralForm[] = [
  ...forms(NEXT_ARGUMENT, GAP),
  ...forms(SAME_ARGUMENT, ''),
  // curl -u user:password, --user user:password, -su; http -a user:password; curl -E file:password
  { literal: OPTION, pattern: ` -u *${LOGIN}` },
  { literal: OPTION, pattern: `["']-[uU]${GAP}${LOGIN}` },
  { literal: OPTION, pattern: ` -(?:[a-zA-Z]u|[UE]) *${LOGIN}`, command: word('curl') },
  { literal: OPTION, pattern: ` -a +${LOGIN}` },
  // curl -b name=value
  {
    literal: OPTION,
    pattern: ` -b +["']?(?<secret>[\\w.-]{1,64}=[^\\s"'\\\\;]{1,1024}(?:; ?[\\w.-]{1,64}=[^\\s"'\\\\;]{1,1024}){0,20})`,
    command: word('curl'),
  },
  {
    literal: OPTION,
    pattern: ` -pass(?:in|out|word)?${GAP}${QUOTE}pass:${VALUE}`,
  },
  { literal: OPTION, pattern: ` -U +${QUOTE}[^\\s%"']{1,64}%${VALUE}`, command: word('smbclient') },
  { literal: OPTION, pattern: ` -u +${QUOTE}[^\\s,"']{1,64},${VALUE}`, command: word('lftp') },
  { literal: ' --user[ =]', pattern: ` --user[ =]+${LOGIN}` },
  { literal: '-cert[ =]', pattern: `-cert[ =]+${LOGIN}` },
  { literal: ' --proxy-user', pattern: ` --proxy-user[ =]+${LOGIN}` },
  { literal: 'smbclient', pattern: `smbclient +\\S{3,128} +(?!-)${VALUE}` },
  { literal: '/p:', pattern: `/p:${VALUE}`, command: word('x?freerdp') },
  { literal: '/user:', pattern: `/user:\\S{1,64} +(?![/-])${VALUE}`, command: word('[nN]et use') },
  { literal: 'rclone obscure', pattern: `rclone obscure +${QUOTE}${VALUE}` },
  { literal: 'htpasswd', pattern: `htpasswd +-\\w{0,6}b\\w{0,6} +\\S{1,128} +\\S{1,64} +${QUOTE}${VALUE}` },
  { literal: 'wpa_passphrase ', pattern: `wpa_passphrase +\\S{1,64} +${QUOTE}${VALUE}` },
  { literal: 'net user ', pattern: `net user +\\S{1,64} +(?![/-])${VALUE}` },
  {
    literal: '(?:add_user|change_password) ',
    pattern: `(?:add_user|change_password) +\\S{1,64} +(?!-)${VALUE}`,
    command: word('rabbitmqctl'),
  },
  { literal: 'vault login', pattern: `vault login +(?!-)${VALUE}` },
  { literal: 'netsh wlan', pattern: `netsh wlan [^\\n]{0,64}?\\bkey=${VALUE}` },
  { literal: 'sonar.login=', pattern: `sonar\\.login=${VALUE}` },
  { literal: 'snmp-server community', pattern: `snmp-server community +${VALUE}` },
  {
    literal: 'AUTH [a-z]',
    pattern: `AUTH +[a-z][\\w-]{1,32} +(?=\\S{0,64}\\d)(?<secret>[^\\s"'\`\\\\]{8,})`,
  },
  { literal: ' LOGIN ', pattern: ` LOGIN +\\S{1,64} +${QUOTE}(?=\\S{0,64}\\d)(?<secret>[^\\s"'\`\\\\]{8,})` },
  // sqlplus user/password@database
  {
    literal: '(?:sqlplus|expdp|impdp|sqlldr) ',
    pattern: `[a-z]{4,7} [^\\n|;&]{0,120}?\\b\\w{1,64}/(?<secret>[^\\s@"'/\\\\]{3,128})@`,
  },
  { literal: 'userid=', pattern: `userid=\\\\{0,16}["']?\\w{1,64}/(?<secret>[^\\s@"'/\\\\]{3,128})` },
  // echo password | command --password-stdin
  {
    literal: '(?:echo|printf) ',
    pattern:
      /(?:echo|printf) +(?:-n +)?(?:["']%s(?:\\{1,8}n)?["'] +)?\\{0,16}["']?(?:[\w.-]{1,32}:)?(?<secret>[^\s"'`|$\\]{6,256})\\{0,16}["']? *\| *(?:\S{0,64} ){0,8}?\S{0,32}(?:--password-stdin|--with-token|-S\b|kinit|chpasswd|passwd|secret|login)/dy,
  },
  {
    literal: '<<< ',
    pattern: `<<< +${QUOTE}${VALUE}`,
    command: 'stdin|token|passwd|login|secret',
  },
];
