/**
 * The generic rule for tokens of unknown providers: a short prefix of letters, a separator, and a long run that looks
 * random. Prefixes of ids and hashes are excepted; they are as random, but no secrets.
 */
import { mixtureOf, UUID } from './randomness.js';

/** `lin_api_`, `sk-or-v1-`: up to four short parts, the first of which begins with a letter. */
const PREFIX = /^(?<prefix>[A-Za-z][A-Za-z0-9]{0,11}(?:[-_.][A-Za-z0-9]{1,8}){0,3}?)[-_](?=(?<body>[\w-]{20,}))/;
const SECRET_PART =
  /^(?:s|p|r|c|a)?k$|^(?:api|key|apikey|tok|token|pat|secret|sec|auth|oauth|pw|pass|live|prod|access|admin|svc|private|priv|cred|bearer|personal)$/i;
/** Hashes, and ids of things that are not secret: Stripe's, OpenAI's, Anthropic's, AWS's and such. */
const PLAIN_PARTS = new Set(
  (
    'md5 hash digest commit rev etag checksum integrity crc req request res resp response ' +
    'msg message toolu tool call chatcmpl cmpl run thread asst assistant file files org ' +
    'user usr u cus customer sub evt event pi pm ch in ii il ' +
    'price prod product seti src acct account batch msgbatch rs fc item proj project ' +
    'conv conversation sess session trace span obs ws workspace team card order ord txn ' +
    'tx inv invoice ticket doc page block node container vs vsf step ft ftjob ' +
    'upload part audio image img snapshot dashboard issue pr job task wf workflow exec ' +
    'execution dpl prj build bld rel release host vm i vpc subnet sg eni ' +
    'ami snap vol id uuid uid guid chunk main index vendor layer blob cache ' +
    'app asset bundle runtime module static style script font css svg icon pod pool ' +
    'rule rtb igw nat eipalloc acl lambda stack x http https www turbo deploy ' +
    'deployment instance cluster db table dataset model ckpt checkpoint claude gpt gemini test fixture ' +
    'example sample '
  )
    .trim()
    .split(' '),
);
const HASH_PART = /^(?:sha\d*|blake\w*)$/i;

function isPlainPart(part: string): boolean {
  return PLAIN_PARTS.has(part.toLowerCase()) || HASH_PART.test(part);
}

/** Random parts shorter than these are ids more often than secrets. */
const MIN_MIXED = 22;
const MIN_ONE_CASE = 28;
const MIN_HEX = 32;
/** The shortest prefix, a separator, and the shortest random part after a prefix that sounds like a secret. */
const MIN_RUN = 22;

export function isUnknownToken(run: string): boolean {
  const separator = run.search(/[-_]/);
  if (run.length < MIN_RUN || separator < 1 || isPlainPart(run.slice(0, separator))) return false;
  const { prefix = '', body = '' } = PREFIX.exec(run)?.groups ?? {};
  if (prefix === '') return false;
  const parts = prefix.split(/[-_.]/);
  if (parts.some((part) => SECRET_PART.test(part))) return isRandom(body, 0) || UUID.test(body);
  return !parts.some(isPlainPart) && isRandom(body, 1);
}

/** `strictness` 1 is for a prefix that does not sound like a secret. */
function isRandom(body: string, strictness: 0 | 1): boolean {
  const { length, digits, uppers, lowers, others, changes, inWords, isHex } = mixtureOf(
    body,
    0,
    Math.min(body.length, 256),
  );
  const letters = uppers + lowers;
  if (digits < 2 || letters < 4 || others > 1 + length / 12) return false;
  const solid = length - others;
  if (isHex || (others > 0 && /^[0-9a-f_-]+$/.test(body))) return solid >= MIN_HEX && changes >= length / 4;
  const isMixed = uppers > solid / 8 && lowers > solid / 8;
  if (isMixed) return solid >= MIN_MIXED - 2 * (1 - strictness) && changes >= length * 0.4 && inWords <= length * 0.45;
  return solid >= MIN_ONE_CASE - 4 * (1 - strictness) && changes >= length * 0.22 && digits >= length / 10;
}
