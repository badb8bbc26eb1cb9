/** The filter language on a command line: every word is a term, also one that begins with a dash and names a key. */
import { parseFilter } from '../analysis/filter/parse-filter.js';
import { UsageError } from './usage-error.js';

const EXCLUDES = /^-[a-z]+:/;

/** `-type:notification` is a term, `-n` a flag. */
export function takeTerms(args: readonly string[]): {
  readonly terms: readonly string[];
  readonly rest: readonly string[];
} {
  return { terms: args.filter((arg) => EXCLUDES.test(arg)), rest: args.filter((arg) => !EXCLUDES.test(arg)) };
}

/** Words that the shell has taken apart, as one filter; throws a `UsageError` for what is not understood. */
export function filterOf(words: readonly string[]): string {
  const text = words.map(quoted).join(' ');
  const parsed = parseFilter(text, Date.now());
  if (parsed.kind === 'filter') return text;
  throw new UsageError(`filter: ${parsed.message}, got ${JSON.stringify(text.slice(parsed.start, parsed.end))}`);
}

/** The shell has removed the quotes: `tool:"my tool"` arrives as `tool:my tool`. One word may also be a whole filter. */
function quoted(word: string): string {
  const [, key, value] = /^(-?[a-z]+:)([^"\s]+ [^"]*)$/.exec(word) ?? [];
  return key === undefined || /\s-?[a-z]+:/.test(word) ? word : `${key}"${value}"`;
}
