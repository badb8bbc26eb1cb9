/**
 * The code that is put into a copy of the SDK, to hand what is there over to mcpwatch. It does nothing in a thread
 * where mcpwatch is not installed. It uses no name that a kind of module may lack (`__filename`, `import.meta`): the
 * text may run in `eval` too. It has no quotation mark: in a string that happens to spell the SDK's text it must not
 * end the string.
 */

/** The module that is marked. */
export interface MarkedModule {
  /** Path or URL. */
  readonly file: string;
  readonly kind: 'esm' | 'cjs';
}

/** Code to put in at an index of the source. */
export interface Mark {
  readonly at: number;
  readonly text: string;
}

/** An expression: what is to stand in the place of `value`, or nothing. `name`: the SDK's, whatever it is called here. */
export function handOver(value: string, { file, kind }: MarkedModule, name?: string): string {
  const origin = `{door:/source/.source,file:/${encodeFile(file)}/.source,moduleKind:/${kind}/.source}`;
  const rest = name === undefined ? '' : `,/${name}/.source`;
  return `globalThis[Symbol.for(/mcpwatch/.source)]?.adopt?.(${value},${origin}${rest})`;
}

/** As the source of a pattern, which has its own meaning for what a URI may hold. */
function encodeFile(file: string): string {
  const encoded = encodeURIComponent(file);
  return encoded.replace(/[!'()*.]/g, (char) => `%${char.charCodeAt(0).toString(16)}`) || '%20';
}

/** The file of an origin that came by this code. */
export function decodeFile(encoded: string): string {
  return decodeURIComponent(encoded).trim();
}
