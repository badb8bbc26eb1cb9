/** JSON in base64 or hexadecimal digits: hidden as a whole when there is a secret in it. */

import type { Finder } from './finder.js';
import { ENCODED as NOTATION } from './notations.js';

/** `eyJ` is `{"` in base64, `7b22` in hexadecimal digits. */
const ENCODED = /eyJ[\w+/-]{8,}={0,2}|7[bB]22(?:[0-9a-fA-F]{2}){4,}/g;
/** Tokens of Cloudflare's tunnels and of Grafana before version 9. */
const TOKEN_JSON = /^\{"(?:a":"\w+","t":"[\w-]+","s|k)":"[\w+/=]{20,}/;
/** More is not decoded. A text is cut at about this length. */
const MAX_CHARS = 65_536;

/** `holdsSecret` is asked about the decoded text. */
export function createEncodedFinder(holdsSecret: (text: string) => boolean): Finder {
  return {
    group: 'encoded',
    notation: NOTATION,
    next(text, from) {
      ENCODED.lastIndex = from;
      return ENCODED.exec(text)?.index ?? -1;
    },
    read(text, at, found) {
      ENCODED.lastIndex = at;
      const [chunk = ''] = ENCODED.exec(text) ?? [];
      const decoded = Buffer.from(chunk.slice(0, MAX_CHARS), chunk.startsWith('7') ? 'hex' : 'base64').toString();
      if (holdsSecret(decoded) || TOKEN_JSON.test(decoded)) found.add(at, at + chunk.length);
      return at + chunk.length;
    },
  };
}
