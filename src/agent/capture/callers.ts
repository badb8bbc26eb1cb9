/** What events say of who has sent a request, and how it came: the same for most requests of a connection (#14). */
import type { HttpPeer } from '../../http-peer.js';
import { fieldOf } from '../../sdk-object.js';
import type { Attributes } from './attributes.js';
import { type Arrival, type CallerAttributes, callerOf } from './caller.js';
import { httpHeader } from './http-request.js';

/** What of a request without a token `callerOf` reads. */
interface Said {
  readonly userAgent: string | undefined;
  readonly forwardedFor: string | undefined;
  readonly forwarded: string | undefined;
}

export class Callers {
  readonly #attributesOf: CallerAttributes;
  /** By connection: what its last request without a token has said, and what became of it. */
  readonly #known = new WeakMap<HttpPeer, { readonly said: Said; readonly attributes: Attributes }>();

  constructor(attributesOf: CallerAttributes) {
    this.#attributesOf = attributesOf;
  }

  /** Never throws. */
  attributesOf(arrival: Arrival): Attributes {
    const { peer } = arrival;
    const said = peer === undefined ? undefined : saidIn(arrival.extra);
    if (peer === undefined || said === undefined) return this.#read(arrival);
    const known = this.#known.get(peer);
    if (known !== undefined && isSame(known.said, said)) return known.attributes;
    const attributes = this.#read(arrival);
    this.#known.set(peer, { said, attributes });
    return attributes;
  }

  #read(arrival: Arrival): Attributes {
    return withProtocol(
      this.#attributesOf(() => callerOf(arrival)),
      arrival,
    );
  }
}

/** `undefined` where there is a token, or the host's own objects throw when they are read. */
function saidIn(extra: unknown): Said | undefined {
  try {
    if (fieldOf(extra, 'authInfo') !== undefined) return undefined;
    return {
      userAgent: httpHeader(extra, 'user-agent'),
      forwardedFor: httpHeader(extra, 'x-forwarded-for'),
      forwarded: httpHeader(extra, 'forwarded'),
    };
  } catch {
    return undefined;
  }
}

const isSame = (one: Said, other: Said): boolean =>
  one.userAgent === other.userAgent && one.forwardedFor === other.forwardedFor && one.forwarded === other.forwarded;

/** With how the request came, which is not who the caller is, and recorded whatever MCPWATCH_IDENTITY says. */
function withProtocol(caller: Attributes, { peer }: Arrival): Attributes {
  if (peer === undefined) return caller;
  return {
    ...caller,
    ...(peer.httpVersion === '' ? {} : { 'network.protocol.version': peer.httpVersion }),
    ...(peer.isUnixSocket ? { 'network.transport': 'unix' } : {}),
  };
}
