/** What `patch/` reports of an HTTP request that never reached a server, and `capture/` makes an event of. */
import type { HttpPeer } from './http-peer.js';

/** An HTTP request that was answered with an error before any server received its messages. */
export interface HttpRejection {
  /** `POST`. */
  readonly httpMethod: string;
  readonly status: number;
  /** The messages of the request's body; empty when it is unknown. */
  readonly messages: readonly unknown[];
  /** `{code, message, data}`: the JSON-RPC error in the response, or what the response says instead. */
  readonly error: Readonly<Record<string, unknown>>;
  /** As the transport's second argument to `onmessage`. */
  readonly extra: unknown;
  readonly peer?: HttpPeer | undefined;
  /** On the monotonic clock. */
  readonly arrivedMs: number;
}
