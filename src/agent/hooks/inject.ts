/**
 * The door for copies of the SDK that have no name (bundled, minified, vendored), and the cheapest for those that have:
 * a hand-over is put into the text of a module.
 *
 * Pure text → text, used on the main thread and on the loader thread. It adds no line, so stack traces keep
 * their line numbers. What is handed over by a wrong guess is left alone: `patch/` looks at its shape.
 */
import { CLASS_NEEDLES, findClasses } from './class-injection.js';
import { COMMON_ENTRY_NEEDLE, ENTRY_NEEDLES, findEntries } from './entry-injection.js';
import type { MarkedModule } from './injection.js';

/** In every module that holds one of the classes. */
const COMMON_CLASS_NEEDLE = 'RequestHandler';

/** Whether `source` can hold a copy of the SDK: the cheap test, two searches for nearly every module that is loaded. */
export function mayHoldSdk(source: string | Buffer): boolean {
  const holds = (needle: string) => source.includes(needle);
  return (
    (holds(COMMON_CLASS_NEEDLE) && CLASS_NEEDLES.some(holds)) ||
    (holds(COMMON_ENTRY_NEEDLE) && ENTRY_NEEDLES.some(holds))
  );
}

/** `source` with the hand-over put into the SDK's classes and entries, or `undefined` when there are none. */
export function markSdk(source: string, module: MarkedModule): string | undefined {
  const marks = [...findClasses(source, module), ...findEntries(source, module)].sort((a, b) => a.at - b.at);
  if (marks.length === 0) return undefined;
  let marked = '';
  let copied = 0;
  for (const { at, text } of marks) {
    marked += source.slice(copied, at) + text;
    copied = at;
  }
  return marked + source.slice(copied);
}
