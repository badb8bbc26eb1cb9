/** Who has sent a request: what the HTTP transport and the host's OAuth verifier know of it (#10). */
import type { HttpPeer } from '../../http-peer.js';
import { fieldOf } from '../../sdk-object.js';
import { portOf, withoutPort } from './client-address.js';
import { httpHeader } from './http-request.js';
import { keptText } from './kept-text.js';

/** Each field is empty where it is unknown. */
export interface Caller {
  /** The OAuth client. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** The user on whose behalf the client acts. */
  readonly subject: string;
  /** An IP address, or what a proxy says instead. */
  readonly address: string;
  /** That of `address`: a proxy need not say it. */
  readonly port: string;
  readonly userAgent: string;
  /** Why nothing is known from the token: the host's own objects threw this when they were read. */
  readonly failure?: unknown;
}

/** What an event says of the caller. Never throws, though `callerOf` may. */
export type CallerAttributes = (callerOf: () => Caller) => Readonly<Record<string, string>>;

const TEXT_CHARS = 256;
const MAX_SCOPES = 50;
/** Where verifiers put the subject of a token: `AuthInfo` (SDK, server/auth/types) has no field for it. */
const SUBJECT_FIELDS = ['sub', 'subject', 'userId', 'user_id'];

/** Over stdio: whoever has started the process. */
export const NO_CALLER: Caller = { clientId: '', scopes: [], subject: '', address: '', port: '', userAgent: '' };

/** How a request has come: see `ConnectionObserver.inbound`. */
export interface Arrival {
  readonly extra: unknown;
  readonly peer?: HttpPeer | undefined;
}

/** Throws when the host's own objects do. */
export function callerOf({ extra, peer }: Arrival): Caller {
  if (extra === undefined && peer === undefined) return NO_CALLER;
  return { ...tokenOf(extra), ...originOf(extra, peer), userAgent: textOf(httpHeader(extra, 'user-agent')) };
}

function originOf(extra: unknown, peer: HttpPeer | undefined): Pick<Caller, 'address' | 'port'> {
  const forwarded = forwardedFor(extra);
  if (forwarded !== '') return { address: withoutPort(forwarded), port: portOf(forwarded) };
  return { address: withoutPort(textOf(peer?.address)), port: peer?.port ? String(peer.port) : '' };
}

function tokenOf(extra: unknown): Omit<Caller, 'address' | 'port' | 'userAgent'> {
  try {
    const auth = fieldOf(extra, 'authInfo');
    return {
      clientId: textOf(fieldOf(auth, 'clientId')),
      scopes: scopesOf(fieldOf(auth, 'scopes')),
      subject: subjectIn(fieldOf(auth, 'extra')) || subjectIn(auth),
    };
  } catch (failure) {
    return { clientId: '', scopes: [], subject: '', failure };
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? keptText(value, TEXT_CHARS) : '');

function scopesOf(value: unknown): readonly string[] {
  // A verifier may hand on the `scope` of RFC 6749, which is one text.
  const scopes: unknown = typeof value === 'string' ? keptText(value, MAX_SCOPES * TEXT_CHARS).split(/\s+/) : value;
  return Array.isArray(scopes) ? scopes.slice(0, MAX_SCOPES).map(textOf).filter(Boolean) : [];
}

function subjectIn(source: unknown): string {
  for (const name of SUBJECT_FIELDS) {
    const value = fieldOf(source, name);
    const text = typeof value === 'number' ? String(value) : textOf(value);
    if (text !== '') return text;
  }
  return '';
}

/** Behind a proxy, the connection is the proxy's. RFC 7239 says the same in `Forwarded`, which few proxies send. */
function forwardedFor(extra: unknown): string {
  const [first = ''] = (httpHeader(extra, 'x-forwarded-for') ?? '').split(',', 1);
  if (isAddress(first.trim())) return textOf(first.trim());
  const [, quoted, plain] =
    /\bfor=(?:"([^"]{1,100})"|([^;,\s]{1,100}))/i.exec(httpHeader(extra, 'forwarded') ?? '') ?? [];
  const named = quoted ?? plain ?? '';
  return isAddress(named) ? named : '';
}

/** A proxy that hides the client writes `unknown`, or a name of its own that begins with `_` (RFC 7239, section 6). */
const isAddress = (text: string) => !/^(?:unknown|_.*)?$/i.test(text);
