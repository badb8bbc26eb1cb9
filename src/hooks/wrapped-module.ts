/** The address of a module that stands behind its wrapper, and of what import-in-the-middle puts beside it. */
const MARK = '?mcpwatch-original';

export function originalOf(url: string): string {
  return `${url}${MARK}=1`;
}

export function isBehindWrapper(url: string): boolean {
  return url.includes(MARK);
}
