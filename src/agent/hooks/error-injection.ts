/**
 * Injects a report of the error where the SDK catches what a handler threw. A wrapper around the handler would see the
 * same error, but would show up in the stacks that the host sees, and push its own last frames out of them.
 *
 * The two places are recognised by what they do with the error, which has been the same since SDK 1.0 (`_onrequest` in
 * `shared/protocol.ts`) and 1.3 (the `tools/call` handler in `server/mcp.ts`).
 */
import type { Injection } from './injection.js';
import { occurrences } from './occurrences.js';

/** In the reply to a failed request: `code: Number.isSafeInteger(error['code']) ? error['code'] : ...`. */
const REPLY_NEEDLE = 'Number.isSafeInteger(';
const REPLY_ERROR = /Number\.isSafeInteger\(\s*([\w$]+)\s*(?:\.code|\[["'`]code["'`]\])/y;
/** In the result of a failed tool: `error instanceof Error ? error.message : String(error)`. */
const RESULT_NEEDLE = 'setToolRequestHandlers(';
const RESULT_ERROR =
  /(?:createToolError\(|\btext:)\s*([\w$]+)\s+instanceof\s+Error\s*\?\s*\1\.message\s*:\s*String\(\1\)/g;

/** The module of `_onrequest`, where it holds no class that is reported (v1). */
export const ERROR_NEEDLE = '_requestHandlerAbortControllers';

/** How far `setToolRequestHandlers` reaches at most, and how far the function or `catch` begins before its marker. */
const METHOD_CHARS = 12_000;
const BLOCK_CHARS = 800;

/** `classes`: whether the source may have one of them, with the method that reports a tool's errors. */
export function findCaughtErrors(source: string, classes: boolean): readonly Injection[] {
  const injections = new Map<number, Injection>();
  for (const at of occurrences(source, REPLY_NEEDLE)) {
    REPLY_ERROR.lastIndex = at;
    const name = REPLY_ERROR.exec(source)?.[1];
    const start = name === undefined ? undefined : startOfBlock(source, at, rejectionHandlerOf(name));
    if (name !== undefined && start !== undefined) injections.set(start, report(start, name));
  }
  for (const from of classes ? occurrences(source, RESULT_NEEDLE) : []) {
    for (const found of source.slice(from, from + METHOD_CHARS).matchAll(RESULT_ERROR)) {
      const [, name = ''] = found;
      const start = startOfBlock(source, from + found.index, catchOf(name));
      if (start !== undefined) injections.set(start, report(start, name));
    }
  }
  return [...injections.values()];
}

const escaped = (name: string) => name.replaceAll('$', String.raw`\$`);
/** `async (error) => {`, `error=>{`. */
const rejectionHandlerOf = (name: string) =>
  new RegExp(String.raw`(?<![\w$])\(?\s*${escaped(name)}\s*\)?\s*=>\s*\{`, 'g');
const catchOf = (name: string) => new RegExp(String.raw`\bcatch\s*\(\s*${escaped(name)}\s*\)\s*\{`, 'g');

/**
 * Just behind the opening brace of the block that names the error: the rest of that line is empty unless the code is
 * minified, so no column of the host's stacks changes.
 */
function startOfBlock(source: string, at: number, opening: RegExp): number | undefined {
  const from = Math.max(0, at - BLOCK_CHARS);
  const last = [...source.slice(from, at).matchAll(opening)].at(-1);
  return last === undefined ? undefined : from + last.index + last[0].length;
}

function report(at: number, name: string): Injection {
  return { at, text: `globalThis[Symbol.for(/mcpwatch/.source)]?.failed?.(${name});` };
}
