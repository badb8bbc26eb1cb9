/** `Bearer …` and `Basic …`, wherever they stand. */
import type { Spans } from '../spans.js';

const BEARER = /bearer(?:\\?["'])?(?<gap>[\s:]{1,4}|%20|\+)(?:\\?["'])?(?<token>[\w.~+/=%-]{6,})/iy;
const BASIC = /basic(?<gap>\s{1,4}|%20|\+)(?<token>[A-Za-z0-9+/_-]{4,}={0,2})/iy;

/** Adds the credentials of the scheme at `at` and returns their end, or -1 when there are none. */
export function readScheme(text: string, at: number, found: Spans): number {
  return read(BEARER, isBearerToken, text, at, found) ?? read(BASIC, isBasicLogin, text, at, found) ?? -1;
}

function read(pattern: RegExp, isSecret: (token: string) => boolean, text: string, at: number, found: Spans) {
  pattern.lastIndex = at;
  const token = pattern.exec(text)?.groups?.token;
  if (token === undefined || !isSecret(token)) return undefined;
  found.add(pattern.lastIndex - token.length, pattern.lastIndex);
  return pattern.lastIndex;
}

/** "Bearer authentication." is prose: one plain word. */
function isBearerToken(token: string): boolean {
  return !/^[A-Za-z]?[a-z]{1,15}(?:[-_/.][a-z]{1,15})*[.=]?$/.test(token);
}

/** Base64 of `user:password`, in UTF-8 or Latin-1; "basic ingredients" decodes to control characters. */
function isBasicLogin(token: string): boolean {
  return /^[ -9;-~\xa0-\xff]*:[ -~\xa0-\xff]*$/.test(
    Buffer.from(token, 'base64')
      .toString('latin1')
      .replace(/[\x80-\x9f]/g, '?'),
  );
}
