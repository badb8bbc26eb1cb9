/** The secret members of a JSON Web Key (RFC 7517): of short names, that are secrets only beside `kty`. */

import type { Finder } from './finder.js';
import { NAMES } from './notations.js';

const KEY_TYPE = /kty\\{0,127}["']?\s{0,8}:/;
const MEMBER =
  /(?:[\s,{]|\\{1,64}[nt])(?<slashes>\\{0,127})["']?(?:d|k|p|q|dp|dq|qi)\k<slashes>["']?\s{0,8}:\s{0,8}(?<open>\\{0,127}["'])(?<value>[\w-]{16,})/g;

export const webKeyFinder: Finder = {
  group: 'web keys',
  notation: NAMES,
  next(text, from) {
    // Every search begins at 0.
    if (from === 0 && !KEY_TYPE.test(text)) return -1;
    MEMBER.lastIndex = from;
    return MEMBER.exec(text)?.index ?? -1;
  },
  read(text, at, found) {
    MEMBER.lastIndex = at;
    const value = MEMBER.exec(text)?.groups?.value ?? '';
    found.add(MEMBER.lastIndex - value.length, MEMBER.lastIndex);
    return MEMBER.lastIndex;
  },
};
