/** Where in a stack the server's own code stands. */

/** What follows `at `, with or without a function's name in front of the place. */
const FRAME = /^\s*at (?:async )?(?:.*?\()?((?:file:\/\/|[a-z]:[\\/]|\/|webpack|\.)[^()]*?:\d+(?::\d+)?)\)?\s*$/i;
const FOREIGN = /[\\/]node_modules[\\/]|^node:/;

/** `file:line:column` of the first frame outside node_modules and Node itself; `null` where there is none. */
export function ownFrame(stack: string): string | null {
  for (const line of stack.slice(0, 16_000).split('\n').slice(0, 100)) {
    const place = line.length > 500 ? undefined : FRAME.exec(line)?.[1];
    if (place !== undefined && !FOREIGN.test(place)) return place.replace(/^file:\/\//, '');
  }
  return null;
}
