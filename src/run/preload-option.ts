/**
 * Adds the preload to NODE_OPTIONS. As `--require` with an absolute path: a bare name would be resolved from the working
 * directory, and any `--import` makes Node load CommonJS entries through the ESM loader.
 */

const INLINE = '--require=';
const SEPARATE: ReadonlySet<string | undefined> = new Set(['--require', '-r']);

/**
 * `existing` with the preload added; unchanged when it is there already, or when Node would refuse `existing` anyway.
 *
 * Some programs read NODE_OPTIONS into an object with one value for each option, and write it again for their children.
 * Next.js up to 16.3 does: two `--require` become one, with both paths in it, and Node finds no such file. Where that
 * has happened to the preload, the paths are separated again.
 */
export function withPreload(existing: string | undefined, preloadPath: string): string {
  const option = `--require ${quoted(preloadPath)}`;
  if (existing === undefined || existing.trim() === '') return option;
  const words = splitOptions(existing);
  if (words === undefined || hasPreload(words, preloadPath)) return existing;
  const separated = words.flatMap((word, at) => separate(word, words[at - 1], preloadPath));
  if (separated.length > words.length) return separated.map(quotedIfNeeded).join(' ');
  // Those programs take `--require=a` for the only value, and join the others to it; so it has to be the last one.
  return words.some((word) => word.startsWith(INLINE)) ? `${option} ${existing}` : `${existing} ${option}`;
}

function hasPreload(words: readonly string[], path: string): boolean {
  return words.some((word, at) => word === INLINE + path || (word === path && SEPARATE.has(words[at - 1])));
}

/** The words that `word` stands for: itself, or an option for each of the paths that were joined in it. */
function separate(word: string, previous: string | undefined, path: string): readonly string[] {
  const isInline = word.startsWith(INLINE);
  if (!isInline && !SEPARATE.has(previous)) return [word];
  const [before = '', ...after] = ` ${isInline ? word.slice(INLINE.length) : word} `.split(` ${path} `);
  if (after.length === 0) return [word];
  const paths = [before.trim(), path, after.join(' ').trim()].filter((part) => part !== '');
  return paths.flatMap((part, at) => (isInline ? [INLINE + part] : [...(at === 0 ? [] : ['--require']), part]));
}

/** Words as Node reads NODE_OPTIONS: separated by spaces; inside double quotes a backslash is an escape. */
function splitOptions(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let isQuoted = false;
  let startsWord = true;
  for (let at = 0; at < text.length; at += 1) {
    let character = text[at] ?? '';
    if (character === '"') {
      isQuoted = !isQuoted;
      continue;
    }
    if (character === ' ' && !isQuoted) {
      startsWord = true;
      continue;
    }
    if (character === '\\' && isQuoted) {
      at += 1;
      character = text[at] ?? '';
    }
    if (startsWord) words.push('');
    startsWord = false;
    words[words.length - 1] += character;
  }
  return isQuoted ? undefined : words;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;
}

function quotedIfNeeded(word: string): string {
  return /[\s\\"]/.test(word) ? quoted(word) : word;
}
