/**
 * The code that is injected into a copy of the SDK to pass its classes to mcpwatch. It does nothing in a thread where
 * mcpwatch is not installed. It uses no name that some kind of module lacks (`__filename`, `import.meta`), because the
 * text may also run in `eval`. It contains no quotation mark: inside a string that happens to spell the SDK's text it
 * must not end that string.
 */

/** The module that is injected into. */
export interface TargetModule {
  /** Path or URL. */
  readonly file: string;
  readonly kind: 'esm' | 'cjs';
}

/** Code to insert at an index of the source. */
export interface Injection {
  readonly at: number;
  readonly text: string;
}

/** An expression that gives the replacement of `value`, if any. `name` is the SDK's, whatever it is called here. */
export function adoptCall(value: string, { file, kind }: TargetModule, name?: string): string {
  const origin = `{hook:/source/.source,file:/${encodeFile(file)}/.source,moduleKind:/${kind}/.source}`;
  const rest = name === undefined ? '' : `,/${name}/.source`;
  return `globalThis[Symbol.for(/mcpwatch/.source)]?.adopt?.(${value},${origin}${rest})`;
}

/** The address of a module may be its whole text (`data:`); it is only shown to people, and to find a package.json. */
const MAX_FILE_CHARS = 1000;

function shortened(file: string): string {
  if (file.startsWith('data:')) return 'data:';
  return file.length > MAX_FILE_CHARS ? '' : file;
}

/** As the source of a regular expression, in which some characters of a URI have a meaning of their own. */
function encodeFile(file: string): string {
  const encoded = encodeURIComponent(shortened(file));
  return encoded.replace(/[!'()*.]/g, (char) => `%${char.charCodeAt(0).toString(16)}`) || '%20';
}

/** The file of an origin that was reported by injected code. */
export function decodeFile(encoded: string): string {
  return decodeURIComponent(encoded).trim();
}
