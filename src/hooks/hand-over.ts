/**
 * The code that is put into a copy of the SDK, to hand what is there over to mcpwatch. It does nothing in a thread
 * where mcpwatch is not installed, and has no quotation mark: in a string that happens to spell the SDK's text it must
 * not end the string.
 */

export type MarkedKind = 'esm' | 'cjs';

/** Code to put in at an index of the source. */
export interface Mark {
  readonly at: number;
  readonly text: string;
}

/** An expression: what is to stand in the place of `value`, or nothing. `name`: the SDK's, whatever it is called here. */
export function handOver(value: string, kind: MarkedKind, name?: string): string {
  const file = kind === 'esm' ? 'import.meta.url' : '__filename';
  const origin = `{door:/source/.source,file:${file},moduleKind:/${kind}/.source}`;
  const rest = name === undefined ? '' : `,/${name}/.source`;
  return `globalThis[Symbol.for(/mcpwatch/.source)]?.adopt?.(${value},${origin}${rest})`;
}
