/**
 * The source door for CommonJS: every module that Node compiles passes `Module.prototype._compile`, whoever
 * loads it (tsx and ts-node replace `Module._extensions`, so a load hook alone would miss theirs).
 */
import Module from 'node:module';
import { markClasses, mayHoldSdk } from './marker.js';

type Compile = (this: unknown, content: unknown, filename: unknown, ...rest: unknown[]) => unknown;

export function openSourceDoor(): void {
  const prototype = Module.prototype as unknown as { _compile?: Compile };
  const original = prototype._compile;
  if (typeof original !== 'function') return;
  prototype._compile = function _compile(content, filename, ...rest) {
    return original.call(this, markedContent(content, filename, rest[0]), filename, ...rest);
  };
}

function markedContent(content: unknown, filename: unknown, format: unknown): unknown {
  if (typeof content !== 'string' || !mayHoldSdk(content)) return content;
  const kind = format === 'module' ? 'esm' : 'cjs';
  return markClasses(content, String(filename), kind) ?? content;
}
