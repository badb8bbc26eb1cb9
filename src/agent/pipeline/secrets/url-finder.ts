/** Secrets in URLs: logins, parameters, and paths that are secrets themselves, such as those of webhooks. */

import type { Finder } from './finder.js';
import { isSecretUnder } from './name-judge.js';
import { URLS } from './notations.js';
import { isOpaque } from './randomness.js';
import type { KeyClassifier, Sensitivity } from './sensitivity.js';
import type { Spans } from './spans.js';
import { isPlaceholder, isWording } from './value-judgement.js';

/** More of one URL is not read. */
const MAX_URL = 2048;
const END = /[\s"'<>`\\]/;
const WEB = /^(?:https?|wss?|file|ftp)$/i;
/** Parameters that are secret in URLs only. */
const SIGNATURES = new Set([
  'sig',
  'signature',
  'xamzsignature',
  'xgoogsignature',
  'xamzcredential',
  'xgoogcredential',
]);
/** Parameters that are secret when their value looks generated. */
const SHORT_NAMES = /^(?:k|key|t|tk|c|code|auth|s|h|hash|otp|pw|p|access|apitoken|ticket|state_token|invite|magic)$/i;
/** What follows in the path is a secret when it looks generated. */
const PATH_WORDS =
  /^(?:reset|reset-?password|password-?reset|recover|magic|magic-?link|login|verify|verification|verify-?email|confirm|confirmation|activate|invite|invitation|invites|unsubscribe|tokens?|auth|keys?|apikey|api-?key|secrets?|hooks?|webhooks?|webhookb2|incomingwebhook|shared?|rpc|v\d)$/i;
const MAY_BE_SECRET =
  /[@?#]|hooks?\.|hc-ping|\/(?:build_hooks|reset|password|recover|magic|login|verif|confirm|activat|invit|unsub|token|auth|api|key|secret|hook|webhook|incoming|share|services|v\d|mcp|sse|rpc|private-)|\bmcp\.|quiknode|rpc\./i;
/** Hosts whose paths are secrets. */
const HOOK_HOST = /^(?:[\w-]{1,32}\.)?(?:web)?hooks?\.|^hc-ping\.com|\bquiknode\.pro|^rpc\./i;
/** Whoever knows the address of such a server may use it: ids in it are secrets too. */
const MCP_SERVER = /^[^/]{0,64}\bmcp\.|\/(?:mcp|sse)(?:\/|$)/i;
const ID = /^(?:[0-9a-f]{24,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const HOOK_WORD = /^(?:services|webhooks?|webhookb2|incomingwebhook|catch|ical|build_hooks|deploy)$/i;
const LONG_SEGMENT = 40;
/** A shorter user without a password is a user. */
const MIN_TOKEN = 6;

interface Url {
  readonly start: number;
  readonly end: number;
  readonly scheme: string;
}

/** The URL whose `://` is at `at`. */
function urlAt(text: string, at: number): Url {
  const start = at + 3;
  const head = text.slice(start, start + MAX_URL);
  // A URL in the query is read on its own, so that nothing is read twice: look for it first.
  const inner = head.indexOf('://');
  const own = inner < 0 ? head : head.slice(0, inner);
  const stop = own.search(END);
  const end = start + (stop < 0 ? own.length : stop);
  return { start, end, scheme: /[a-z][a-z0-9+.-]{0,15}$/i.exec(text.slice(Math.max(0, at - 16), at))?.[0] ?? '' };
}

export function createUrlFinder(classify: KeyClassifier): Finder {
  return {
    group: 'urls',
    notation: URLS,
    next(text, from) {
      for (let at = text.indexOf('://', from); at >= 0; at = text.indexOf('://', at + 3)) {
        const { start, end } = urlAt(text, at);
        if (MAY_BE_SECRET.test(text.slice(start, end))) return at;
      }
      return -1;
    },
    read(text, at, found) {
      const url = urlAt(text, at);
      const pathStart = readLogin(text, url, found);
      // Most URLs in an attack have nothing but a login.
      if (pathStart >= url.end) return pathStart;
      const queryStart = firstOf(text, pathStart, url.end, /[?#]/g);
      const isSigned = queryStart < url.end && readQuery(text, queryStart, url.end, classify, found);
      const isMcp = MCP_SERVER.test(text.slice(url.start, queryStart));
      const isSecret = isMcp || HOOK_HOST.test(text.slice(url.start, pathStart));
      readPath(text, pathStart, queryStart, isSigned, isSecret, found);
      if (isMcp) readIds(text, queryStart, url.end, found);
      return pathStart;
    },
  };
}

function firstOf(text: string, start: number, end: number, pattern: RegExp): number {
  pattern.lastIndex = 0;
  const index = text.slice(start, end).search(pattern);
  return index < 0 ? end : start + index;
}

/** Hides the login and returns where the path begins. */
function readLogin(text: string, { start, end, scheme }: Url, found: Spans): number {
  const authorityEnd = firstOf(text, start, end, /[/?#]/g);
  const at = loginEnd(text, start, authorityEnd, end, WEB.test(scheme));
  if (at < 0) return authorityEnd;
  const colon = text.slice(start, at).indexOf(':');
  const user = text.slice(start, colon < 0 ? at : start + colon);
  if (colon < 0) {
    const isToken = /^https?$/i.test(scheme) ? user.length >= MIN_TOKEN && !isWording(user) : isLongToken(user);
    if (isToken) found.add(start, at);
  } else if (!isPlaceholder(text.slice(start + colon + 1, at))) {
    found.add(isLongToken(user) ? start : start + colon + 1, at);
  }
  return Math.max(at + 1, authorityEnd);
}

const isLongToken = (user: string) => user.length >= 16 && isOpaque(user);

/** Passwords with an unescaped slash, question mark or at sign. A port is not a password. */
function loginEnd(text: string, start: number, authorityEnd: number, end: number, isWeb: boolean): number {
  const authority = text.slice(start, authorityEnd);
  const inAuthority = authority.lastIndexOf('@');
  const isPort = /:\d{0,5}$/.test(authority);
  if (isWeb && (inAuthority >= 0 || isPort || !authority.includes(':')))
    return inAuthority < 0 ? -1 : start + inAuthority;
  if (!authority.includes(':')) return inAuthority < 0 ? -1 : start + inAuthority;
  const rest = text.slice(start, Math.min(end, start + 512));
  const last = /@(?:[\w.-]+|\[[\da-f:]+\])(?::\d{1,5})?(?:[,/?#][^@]*)?$/i.exec(rest)?.index ?? rest.lastIndexOf('@');
  return last < 0 ? -1 : start + last;
}

/** Hides secret parameters; whether one of them was a signature. */
function readQuery(text: string, start: number, end: number, classify: KeyClassifier, found: Spans): boolean {
  let at = start + 1;
  let isSigned = false;
  for (const pair of text.slice(at, end).split(/[&;#?]/)) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals));
    const value = pair.slice(equals + 1);
    const isSignature = SIGNATURES.has(name.toLowerCase().replace(/[^a-z]/g, ''));
    const isSecret = isSignature || isSecretParameter(name, value, classify(name));
    if (equals > 0 && isSecret) found.add(at + equals + 1, at + pair.length);
    isSigned ||= equals > 0 && (isSignature || /security-?token/i.test(name));
    at += pair.length + 1;
  }
  return isSigned;
}

function isSecretParameter(name: string, value: string, kind: Sensitivity): boolean {
  if (isPlaceholder(value)) return false;
  if (kind !== 'plain') return isSecretUnder(kind, value);
  return isOpaque(value)
    ? SHORT_NAMES.test(name)
    : /^(?:key|auth|code)$/i.test(name) && value.length >= 10 && !isWording(value);
}

function readPath(text: string, start: number, end: number, isSigned: boolean, toHook: boolean, found: Spans): void {
  let at = start;
  let before = '';
  let isHook = toHook;
  for (const segment of text.slice(start, end).split('/')) {
    isHook ||= HOOK_WORD.test(before);
    const isSecret =
      (isHook || PATH_WORDS.test(before)) &&
      segment.length >= (isHook ? 7 : 16) &&
      isGenerated(segment, before, isHook);
    if (isSecret || (isSigned && segment.length >= LONG_SEGMENT && isOpaque(segment))) {
      found.add(at, at + segment.length);
    }
    before = segment;
    at += segment.length + 1;
  }
}

function isGenerated(segment: string, before: string, isHook: boolean): boolean {
  if (isOpaque(segment) || /^private-[0-9a-f]{24,}$/.test(segment)) return true;
  // `/catch/123456/abcdefgh/`: a number, and what is drawn for it.
  return isHook && (ID.test(segment) || (/^\d{5,}$/.test(before) && /^[a-z0-9]+$/i.test(segment)));
}

/** Parameters of an MCP server's address. */
function readIds(text: string, start: number, end: number, found: Spans): void {
  let at = start;
  for (const part of text.slice(start, end).split(/[?&;#=]/)) {
    if (ID.test(part)) found.add(at, at + part.length);
    at += part.length + 1;
  }
}
