/**
 * The door for copies of the SDK that have no name (bundled, minified, vendored), and the cheapest for those that have:
 * a hand-over is put into the text of a module.
 *
 * Pure text → text, used on the main thread and on the loader thread. It adds no line, so stack traces keep
 * their line numbers. A wrong guess is harmless: `patch/` looks at the shape of what is handed over.
 */
import { CLASS_NEEDLES, findClasses } from './class-marker.js';
import { ENTRY_NEEDLE, findEntries } from './entry-marker.js';
import type { MarkedKind } from './hand-over.js';

/** In every module that holds one of the classes: most modules are done with after two searches. */
const COMMON_CLASS_NEEDLE = 'RequestHandler';

/** Whether `source` can hold a copy of the SDK: the cheap test, for every module that is loaded. */
export function mayHoldSdk(source: string | Buffer): boolean {
  if (source.includes(ENTRY_NEEDLE)) return true;
  return source.includes(COMMON_CLASS_NEEDLE) && CLASS_NEEDLES.some((needle) => source.includes(needle));
}

/** `source` with the hand-over put into the SDK's classes and entries, or `undefined` when there are none. */
export function markSdk(source: string, kind: MarkedKind): string | undefined {
  const marks = [...findClasses(source, kind), ...findEntries(source, kind)].sort((a, b) => a.at - b.at);
  if (marks.length === 0) return undefined;
  let marked = '';
  let copied = 0;
  for (const { at, text } of marks) {
    marked += source.slice(copied, at) + text;
    copied = at;
  }
  return marked + source.slice(copied);
}
