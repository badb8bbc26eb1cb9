/** Letters that look like those of ASCII, and words for secrets in other scripts, as what the finders know. */

/** Cyrillic, Greek and other letters, each followed by the letter that it looks like. */
const PAIRS =
  'аaеeоoрpсcуyхxіiјjѕsԁdԛqԝwһhвbмmнhтtкkАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅSοoαaνvρpιiκkτtυuωwεeΑAΒBΕEΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXΖZ' +
  "łlŁLøoØOđdĐDıiſsɑaɡgꞌ'";

const LETTERS = new Map<string, string>();
for (let at = 0; at < PAIRS.length; at += 2) LETTERS.set(PAIRS.charAt(at), PAIRS.charAt(at + 1));
LETTERS.set('ß', 'ss');

/** Of the letters above, those of another script: a word that has them and letters of ASCII is not what it seems. */
export const OTHER_SCRIPT = PAIRS.replace(/[ -~łŁøØđĐıſ]/g, '');

/** Words, in lower case, and names of the same kind: short ones, so that a text does not grow by them. */
const WORDS: ReadonlyArray<readonly [name: string, words: string]> = [
  [
    'jwt',
    'パスワード 暗証番号 密码 密碼 口令 비밀번호 패스워드 암호 пароль пароля паролю лозинка κωδικός κωδικός_πρόσβασης συνθηματικό סיסמה סיסמא ' +
      'كلمة_المرور كلمة_السر رمز_عبور पासवर्ड รหัสผ่าน hasło şifre mật_khẩu parolă',
  ],
  [
    'jwt',
    '密钥 密鑰 秘钥 金鑰 私钥 私鑰 秘密鍵 apiキー アクセスキー シークレットキー 비밀_키 비밀키 api_키 секретный_ключ api-ключ api_ключ ключ_api',
  ],
  ['jwt', 'シークレット секрет'],
  ['tokens', '令牌 トークン 토큰 токен'],
  ['otp', '验证码 驗證碼 認証コード 인증번호 код_подтверждения'],
];

const NAMES = new Map<string, string>();
for (const [name, words] of WORDS) for (const word of words.split(' ')) NAMES.set(word.replaceAll('_', ''), name);

/** Both spellings, which the engine would otherwise look for one character at a time. */
const inBothCases = (word: string) => [
  ...new Set([word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()]),
];

/** A pattern, and none of it matches in a text of Latin-1. */
export const FOREIGN_WORDS = WORDS.flatMap(([, words]) => words.split(' '))
  .flatMap(inBothCases)
  .map((word) => word.replaceAll('_', '[ _-]?'))
  .join('|');

/** The name that a word of `FOREIGN_WORDS` stands for. */
export function englishOf(word: string): string | undefined {
  return NAMES.get(word.toLowerCase().replace(/[ _]/g, ''));
}

/** Letters that are remembered. */
const MAX_LETTERS = 4000;
const MARKS = /[\u0300-\u036f]/g;

/** What one character looks like; itself when it has no other form. */
export function plainLetter(character: string): string {
  const like = LETTERS.get(character);
  if (like !== undefined) return like;
  const base = character.normalize('NFKD').replace(MARKS, '');
  const plain = LETTERS.get(base) ?? (/^[\x20-\x7e]{1,2}$/.test(base) ? base : character);
  if (LETTERS.size < MAX_LETTERS) LETTERS.set(character, plain);
  return plain;
}

let words: RegExp | undefined;

/** A name as the table of names has it: without accents, lookalikes and other scripts. */
export function foldName(name: string): string {
  words ??= new RegExp(FOREIGN_WORDS, 'g');
  const english = name.replace(words, (word) => englishOf(word) ?? word);
  return [...english].map(plainLetter).join('').replace(INVISIBLE, '');
}

/** Soft hyphens, zero-width characters, and marks that stand over the letter before. */
export const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]|\u200d|[\ufe00-\ufe0f]|[\u0300-\u036f]/g;
