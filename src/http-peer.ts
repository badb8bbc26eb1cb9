/** What `patch/` knows of the sender of an HTTP request, and `capture/` makes attributes of. */

/** The other end of the connection on which an HTTP request came: the client, or a proxy. */
export interface HttpPeer {
  /** Empty where there is none, as with a Unix socket. */
  readonly address: string;
  /** 0 where there is none. */
  readonly port: number;
  readonly isUnixSocket: boolean;
  /** `1.1`, `2`; empty where it is not known. */
  readonly httpVersion: string;
}
