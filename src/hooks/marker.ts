/**
 * The door for copies of the SDK that have no name (bundled, minified, vendored): a static block is put in
 * front of two methods that only the SDK's classes define, and hands the class over when it is complete.
 *
 * Pure text → text, used on the main thread and on the loader thread. It adds no line, so stack traces keep
 * their line numbers. A wrong guess is harmless: `patch/` looks at the class's shape, and the inserted code does
 * nothing in a thread where mcpwatch is not installed.
 */

/**
 * `_oninitialize` is `Server`'s (SDK 1.0 to 2.x), `setToolRequestHandlers` is `McpServer`'s (1.3 to 2.x).
 * Bundlers keep property names; a compiler that targets ES2016 or older drops `async`.
 */
const NEEDLES = ['_oninitialize', 'setToolRequestHandlers'] as const;
/** In every module that holds one of them: most modules are done with after one search. */
const COMMON_NEEDLE = 'RequestHandler';
/** In an object literal a static block is a syntax error: a comma stands there, or a brace that opens no class. */
const NO_MEMBER_OF_OBJECT = String.raw`(?<![.\w$#])(?<!\basync\s*)(?<!,\s*)(?<!(?:[=(:,?&|[]|\breturn)\s*\{\s*)`;
const DEFINITION = new RegExp(
  String.raw`${NO_MEMBER_OF_OBJECT}(?:async\s*)?_oninitialize\s*\(\s*[\w$]+\s*\)\s*\{` +
    String.raw`|${NO_MEMBER_OF_OBJECT}setToolRequestHandlers\s*\(\s*\)\s*\{`,
  'g',
);

/** Whether `source` can hold a copy of the SDK: the cheap test, for every module that is loaded. */
export function mayHoldSdk(source: string | Buffer): boolean {
  if (!source.includes(COMMON_NEEDLE)) return false;
  return source.includes(NEEDLES[0]) || source.includes(NEEDLES[1]);
}

/**
 * `source` with the hand-over put into each class of the SDK, or `undefined` when there is none. What is put in has no
 * quotation mark: in a string that happens to spell the method it must not end the string.
 */
export function markClasses(source: string, moduleKind: 'esm' | 'cjs'): string | undefined {
  const file = moduleKind === 'esm' ? 'import.meta.url' : '__filename';
  const origin = `{door:/source/.source,file:${file},moduleKind:/${moduleKind}/.source}`;
  const block = `static{globalThis[Symbol.for(/mcpwatch/.source)]?.adopt?.(this,${origin})}`;
  let found = false;
  const marked = source.replace(DEFINITION, (definition) => {
    found = true;
    return block + definition;
  });
  return found ? marked : undefined;
}
