/**
 * Who may ask. The collector listens on loopback only, which stops other machines but not web pages: a page can point
 * its own name at 127.0.0.1 (the Host header shows it), or send requests across origins (Origin and Sec-Fetch-Site do).
 */
import type { IncomingMessage } from 'node:http';
import { type Answer, failure } from './answer.js';

/**
 * The Host header is compared, not parsed as a URL: in `evil.com@127.0.0.1` and `127.0.0.1/evil.com` a URL parser
 * finds a loopback host (#9 C17).
 */
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** Values of Sec-Fetch-Site that a request from our own page, or typed by the user, can have. */
const OWN_SITES = new Set(['same-origin', 'none']);

/** The refusal, or `undefined` for a request that may go on. */
export function refusal({ headers }: IncomingMessage): Answer | undefined {
  const { host, origin } = headers;
  if (host === undefined || !LOCAL_HOST.test(host)) {
    return failure(403, 'bad_host', 'expected a Host of this machine, such as 127.0.0.1 or localhost');
  }
  const site = headers['sec-fetch-site'];
  const isForeign = origin !== undefined && origin !== `http://${host}`;
  if (isForeign || (typeof site === 'string' && !OWN_SITES.has(site))) {
    return failure(403, 'bad_origin', 'expected a request from this address, not from another web page');
  }
  return undefined;
}
