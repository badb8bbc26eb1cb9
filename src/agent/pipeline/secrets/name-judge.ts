/** Reads names: which kind of secret they imply. */

import { foldName } from './lookalikes.js';
import { KEY_HEADER, KEY_ROW, KEY_VARIABLE, NAME_ROWS, type NameKind, TEXT_WORDS } from './name-table.js';
import { isOpaque, UUID } from './randomness.js';
import type { SensitiveNames, Sensitivity, Stem } from './sensitivity.js';

/** Cursors, progress and language-model vocabulary: `progressToken` is in the `_meta` of every MCP request. */
const INNOCENT_TOKEN =
  /(?:^| )(?:cancel|cancellation|abort|idempotency|next|page|next ?page|progress|continuation|cursor|sync|start|stop|begin|end|eos|bos|eot|pad|unk|mask|sep|cls|max|min|per|num|first|last|special|delta|input|output|prompt|completion|total|cached|reasoning) ?token(?= |$)/;

/** `maxToken` and `MAX_TOKEN` as `max token`: `ADMIN_TOKEN` and `backendToken` end with the letters of innocent ones too. */
function inWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ');
}

/** Suffixes for another form of the same secret. */
const SAME_SECRET =
  /(?:values?|strings?|text|raw|plain|plaintext|confirm|confirmation|again|repeat|new|old|current|hash|hashed|digest|b64|base64|pem|encrypted|encoded|prod|production|staging|stage|develop|development|dev|live|sandbox|uat|primary|secondary|\d+)$/;

/** `mcp.session.id` and the like join events; sessions of the protocol are not those of a login. */
const OWN_ATTRIBUTE = /^mcp(?:watch)?\./;

/** Only the end of a longer name counts. */
const TAIL = 128;

const ENDINGS: ReadonlyArray<readonly [kind: NameKind, pattern: RegExp]> = (['secret', 'text', 'opaque'] as const).map(
  (kind) => [
    kind,
    new RegExp(
      `(?:${[...NAME_ROWS, KEY_ROW]
        .filter((row) => row.kind === kind)
        .map((row) => row.endings)
        .join('|')})$`,
    ),
  ],
);
const STEMS = [...new Set(NAME_ROWS.map(({ stem }) => stem))];

/** `extraKeys` are compared whole, without case and separators. */
export function createNameJudge(extraKeys: readonly string[]): SensitiveNames {
  const extra = new Set(extraKeys.map(bareName).filter((name) => name !== ''));
  const stems: Stem[] = [
    { pattern: new RegExp(STEMS.join('|'), 'gi'), group: 'names' },
    { pattern: new RegExp(KEY_ROW.stem, 'gi'), group: 'keys' },
  ];
  const added = [...extra].map(spacedPattern).join('|');
  if (added !== '') stems.push({ pattern: new RegExp(added, 'giu'), group: undefined });
  return { stems, areExtended: added !== '', classify: (name) => kindOf(name, extra, stems) };
}

function kindOf(name: string, extra: ReadonlySet<string>, stems: readonly Stem[]): Sensitivity {
  const tail = name.length > TAIL ? name.slice(-TAIL) : name;
  const bare = bareName(tail);
  if (extra.has(bare)) return 'secret';
  const spelled = `\0${ASCII.test(tail) ? tail : foldName(tail)}\0`;
  if (OWN_ATTRIBUTE.test(name) || !stems.some(({ pattern }) => isIn(pattern, spelled))) return 'plain';
  if (KEY_HEADER.test(tail)) return 'secret';
  const stem = withoutSuffixes(bare);
  for (const [kind, pattern] of ENDINGS) {
    const ending = pattern.test(bare) ? bare : stem;
    if (pattern.test(ending) && !(ending.endsWith('token') && INNOCENT_TOKEN.test(inWords(tail)))) return kind;
    if (kind === 'text' && TEXT_WORDS.some((word) => word.test(tail))) return kind;
  }
  return KEY_VARIABLE.test(tail) ? 'opaque' : 'plain';
}

/** The pattern is global, so that it can be shared with the finders. */
function isIn(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}

/** `customername` as it may be written in a text: `customer_name`, `Customer-Name`. */
function spacedPattern(bare: string): string {
  return [...bare].join('[^\\p{L}\\p{N}\\s"\']{0,2}');
}

const ASCII = /^[\x20-\x7e]*$/;
/** Not a literal: the engine builds the tables of a `\p` even when it only reads the source (#14). */
const UNICODE_GAPS = '[^\\p{L}\\p{N}]+';
let unicodeGaps: RegExp | undefined;

/** Lower case, letters and digits only; what only looks different, or is another language, in plain English letters. */
function bareName(name: string): string {
  if (ASCII.test(name)) return name.toLowerCase().replace(/[^a-z0-9]+/g, '');
  unicodeGaps ??= new RegExp(UNICODE_GAPS, 'gu');
  return foldName(name).toLowerCase().replace(unicodeGaps, '');
}

function withoutSuffixes(bare: string): string {
  return bare.replace(SAME_SECRET, '').replace(SAME_SECRET, '');
}

/** `credentials: 'include'` of `fetch`, `jwt: 'JWT'`. */
const SETTING = /^(?:include|omit|same-origin|jwt|bearer)$/i;
/** Whether the text `value` is a secret under a name of kind `sensitivity`. */
export function isSecretUnder(sensitivity: Sensitivity, value: string): boolean {
  if (SETTING.test(value)) return false;
  if (sensitivity === 'opaque') return isOpaque(value) && !UUID.test(value);
  return sensitivity !== 'text' || !/^(?:[A-Za-z]:)?[\\/]/.test(value);
}
