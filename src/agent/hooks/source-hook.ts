/**
 * The source hook for CommonJS: every module that Node compiles passes through `Module.prototype._compile`, whatever
 * loads it (tsx and ts-node replace `Module._extensions`, so a load hook alone would miss theirs).
 */
import { Module } from 'node:module';
import { injectText } from './inject.js';

type Compile = (this: unknown, content: unknown, filename: unknown, ...rest: unknown[]) => unknown;

export interface SourceHook {
  /** Whether a class or an entry of the SDK was found in the file at `path`. */
  hasInjected(path: string | undefined): boolean;
}

export function installSourceHook(): SourceHook {
  // Not in Node's types.
  const prototype: { _compile?: Compile } = Object(Module.prototype);
  const original = prototype._compile;
  const injected = new Set<unknown>();
  if (typeof original === 'function') {
    prototype._compile = function _compile(content, filename, ...rest) {
      const source = injectedContent(content, String(filename), rest[0]);
      if (source !== content) injected.add(filename);
      return original.call(this, source, filename, ...rest);
    };
  }
  return { hasInjected: (path) => injected.has(path) };
}

function injectedContent(content: unknown, file: string, format: unknown): unknown {
  return typeof content === 'string' ? injectText(content, file, format === 'module' ? 'esm' : 'cjs') : content;
}
