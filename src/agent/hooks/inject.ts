/**
 * The source hook's transformation: mcpwatch inserts a few characters into the text of SDK modules, so that they report
 * their classes, their entry functions and the errors that they catch. It finds copies without a package name (bundled, minified, vendored), and it is
 * the cheapest hook for those with one.
 *
 * Pure text to text, used on the main thread and on the loader thread. It adds no line, so stack traces keep their
 * line numbers. A wrong guess is harmless: `patch/` checks the shape of what it is given.
 */
import { CLASS_NEEDLES, findClasses } from './class-injection.js';
import { COMMON_ENTRY_NEEDLE, ENTRY_NEEDLES, findEntries } from './entry-injection.js';
import { ERROR_NEEDLE, findCaughtErrors } from './error-injection.js';
import type { TargetModule } from './injection.js';

/** Present in every module that contains one of the classes. */
const COMMON_CLASS_NEEDLE = 'RequestHandler';

/** What a module may have of the SDK. Each is looked for by several searches through the whole text (#14). */
export interface SdkParts {
  readonly classes: boolean;
  readonly entries: boolean;
  readonly errors: boolean;
}

/** `undefined` for none. Cheap: two searches for nearly every module that is loaded. */
export function sdkPartsIn(source: string | Buffer): SdkParts | undefined {
  const contains = (needle: string) => source.includes(needle);
  const mayHaveClass = contains(COMMON_CLASS_NEEDLE);
  const classes = mayHaveClass && CLASS_NEEDLES.some(contains);
  const errors = classes || (mayHaveClass && contains(ERROR_NEEDLE));
  const entries = classes || (contains(COMMON_ENTRY_NEEDLE) && ENTRY_NEEDLES.some(contains));
  return errors || entries ? { classes, entries, errors } : undefined;
}

/** `source` with the injections, or `undefined` when it contains neither class nor entry of the SDK. */
export function injectSdk(
  source: string,
  module: TargetModule,
  { classes, entries, errors }: SdkParts,
): string | undefined {
  const injections = [
    ...(classes ? findClasses(source, module) : []),
    ...(entries ? findEntries(source, module) : []),
    ...(errors ? findCaughtErrors(source, classes) : []),
  ].sort((a, b) => a.at - b.at);
  if (injections.length === 0) return undefined;
  let injected = '';
  let copied = 0;
  for (const { at, text } of injections) {
    injected += source.slice(copied, at) + text;
    copied = at;
  }
  return injected + source.slice(copied);
}

/** `source` with the injections, if there are any. */
export function injectText(source: string, file: string, kind: TargetModule['kind']): string {
  const parts = sdkPartsIn(source);
  return parts === undefined ? source : (injectSdk(source, { file, kind }, parts) ?? source);
}
