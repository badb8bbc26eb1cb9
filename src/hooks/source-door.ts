/**
 * The source door for CommonJS: every module that Node compiles passes `Module.prototype._compile`, whoever
 * loads it (tsx and ts-node replace `Module._extensions`, so a load hook alone would miss theirs).
 */
import Module from 'node:module';
import { markClasses, mayHoldSdk } from './marker.js';

type Compile = (this: unknown, content: unknown, filename: unknown, ...rest: unknown[]) => unknown;

export interface SourceDoor {
  /** Whether a class of the SDK has come through. */
  hasMarked(): boolean;
}

export function openSourceDoor(): SourceDoor {
  const prototype = Module.prototype as unknown as { _compile?: Compile };
  const original = prototype._compile;
  let marked = false;
  if (typeof original === 'function') {
    prototype._compile = function _compile(content, filename, ...rest) {
      const source = markedContent(content, filename, rest[0]);
      if (source !== content) marked = true;
      return original.call(this, source, filename, ...rest);
    };
  }
  return { hasMarked: () => marked };
}

function markedContent(content: unknown, filename: unknown, format: unknown): unknown {
  if (typeof content !== 'string' || !mayHoldSdk(content)) return content;
  const kind = format === 'module' ? 'esm' : 'cjs';
  return markClasses(content, String(filename), kind) ?? content;
}
