/** What every match of a finder begins with or holds, as patterns: the prefilter is compiled from them. */
import type { SeedGroup } from '../finder.js';
import { LITERAL_FORMS } from '../literal-finder.js';
import { KEY_ROW, NAME_ROWS, type NameRow } from '../name-table.js';

const seedOf = ({ stem, seed = stem }: NameRow) => seed;

export const SEED_PATTERNS: Readonly<Record<SeedGroup, readonly string[]>> = {
  names: NAME_ROWS.map(seedOf),
  keys: [seedOf(KEY_ROW)],
  // In every header and footer. The first letter is rare in text, and is left to the reader.
  'private keys': ['RIVATE KEY', 'Private-Lines:'],
  urls: ['://'],
  literals: LITERAL_FORMS.map(({ literal }) => literal),
  encoded: ['eyJ[\\w+/-]', '7b22'],
  'web keys': ['kty'],
};
