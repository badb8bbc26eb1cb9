/** The code of a system error, such as `ENOENT`. */

/** `undefined` for everything that has no `code` of that kind. Not by class: errors of another realm are not ours. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
