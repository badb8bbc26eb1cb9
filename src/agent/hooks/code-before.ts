/** Finds the code before a position in source text, skipping white space and comments. */

const LINE_COMMENT = /(?:^|\s)\/\/.*$/;

/** Where the code before `at` ends. */
export function endOfCodeBefore(source: string, at: number): number {
  let end = at;
  for (;;) {
    const line = endOfLinesBefore(source, end);
    if (line !== undefined) {
      end = line;
    } else if (source.startsWith('*/', end - 2)) {
      const start = source.lastIndexOf('/*', end - 2);
      if (start < 0) return end;
      end = start;
    } else {
      return end;
    }
  }
}

/** Skips the white space directly before `end`, and a comment at the end of the line before it. */
function endOfLinesBefore(source: string, end: number): number | undefined {
  let at = end;
  while (at > 0 && source.charCodeAt(at - 1) <= 32) at -= 1;
  if (at === end) return undefined;
  if (!source.slice(at, end).includes('\n')) return at;
  const start = source.lastIndexOf('\n', at - 1) + 1;
  // A minified line is long; it is not searched for a comment at its end.
  const before = at - start < 1000 ? source.slice(start, at) : '';
  const comment = before.includes('//') ? LINE_COMMENT.exec(before) : null;
  return comment === null ? at : start + comment.index;
}
