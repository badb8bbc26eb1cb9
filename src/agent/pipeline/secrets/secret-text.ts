/**
 * The cheap answer to whether there might be a secret in a text: the classes of its characters. Where they do not rule it
 * out, and the text has to be read, text-reader.ts does so.
 */
import { PROCESS_DIED } from '../../../sudden-death.js';
import { textMemory } from '../vector/text-memory.js';
import { copyText, isPlainWord, notationsIn } from './character-class.js';
import { ANY_NAMES, TOKENS } from './notations.js';
import { createTextReader } from './secret-reading.js';
import type { SensitiveNames } from './sensitivity.js';
import type { TextReader } from './text-reader.js';
import { TOKEN_STARTS } from './token-starts.js';

export interface Suspicion {
  /** Whether `text` might hold a secret. */
  ofText(text: string): boolean;
  /** The same for a short text that has been copied to `bytes` at `start`, after another byte, with the classes `seen`. */
  ofSeen(text: string, seen: number, bytes: Uint8Array, start: number): boolean;
  /** The same for a text that will be cut. */
  ofWindow(text: string): boolean;
}

/** Text in, text without secrets out. */
export interface SecretText extends Suspicion {
  redact(text: string): string;
}

/** Up to this length the classes of the characters are asked first. */
const SHORT_CHARS = 64;

export function createSecretText(names: SensitiveNames): SecretText {
  /** Made for the first text that needs it, as many processes end before (#14). */
  let made: TextReader | undefined;
  const reader = () => {
    made ??= createTextReader(names, textMemory);
    return made;
  };
  const ignored = names.areExtended ? 0 : ANY_NAMES;
  /** With a byte before the text, as the reader wants it. */
  const short = new Uint8Array(1 + SHORT_CHARS);

  const ofSeen: Suspicion['ofSeen'] = (text, seen, bytes, start) => {
    if (isPlainWord(seen, text.length) && !names.areExtended) return false;
    const notations = notationsIn(seen, text.length) & ~ignored;
    if (notations === 0 || (made === undefined && notations === TOKENS && isCommonName(text))) return false;
    return reader().ofShort(text, notations, bytes, start);
  };
  const ofText = (text: string): boolean => {
    if (text.length > SHORT_CHARS) return text !== PROCESS_DIED && reader().ofLong(text);
    return ofSeen(text, copyText(short, 1, text), short, 1);
  };
  return { ofText, ofWindow: ofText, ofSeen, redact: (text) => reader().redact(text) };
}

const FEWEST_DIGITS = 2;
let starts: ReadonlySet<string> | undefined;

/**
 * Whether a short text, in which nothing but a token is possible, has none, as most names of servers and clients: fewer
 * than two digits, and no word that begins as the known tokens do.
 */
function isCommonName(text: string): boolean {
  starts ??= new Set(TOKEN_STARTS.split(' '));
  let digits = 0;
  let isStart = true;
  for (let at = 0; at < text.length; at += 1) {
    if (isStart && (starts.has(text.slice(at, at + 2)) || starts.has(text.slice(at, at + 3)))) return false;
    const code = text.charCodeAt(at);
    const isDigit = code >= 48 && code <= 57;
    if (isDigit) digits += 1;
    isStart = !isDigit && !isLetter(code);
  }
  return digits < FEWEST_DIGITS;
}

const isLetter = (code: number) => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
