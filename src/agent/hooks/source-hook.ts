/**
 * The source door for CommonJS: every module that Node compiles passes `Module.prototype._compile`, whoever
 * loads it (tsx and ts-node replace `Module._extensions`, so a load hook alone would miss theirs).
 */
import Module from 'node:module';
import { markSdk, mayHoldSdk } from './inject.js';

type Compile = (this: unknown, content: unknown, filename: unknown, ...rest: unknown[]) => unknown;

export interface SourceDoor {
  /** Whether a class or entry of the SDK was found in the file at `path`. */
  hasMarked(path: string | undefined): boolean;
}

export function openSourceDoor(): SourceDoor {
  const prototype = Module.prototype as unknown as { _compile?: Compile };
  const original = prototype._compile;
  const marked = new Set<unknown>();
  if (typeof original === 'function') {
    prototype._compile = function _compile(content, filename, ...rest) {
      const source = markedContent(content, String(filename), rest[0]);
      if (source !== content) marked.add(filename);
      return original.call(this, source, filename, ...rest);
    };
  }
  return { hasMarked: (path) => marked.has(path) };
}

function markedContent(content: unknown, file: string, format: unknown): unknown {
  if (typeof content !== 'string' || !mayHoldSdk(content)) return content;
  return markSdk(content, { file, kind: format === 'module' ? 'esm' : 'cjs' }) ?? content;
}
