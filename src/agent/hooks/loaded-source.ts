/** What a load hook answers, with the SDK's classes and entries marked; shared by the synchronous hooks and the loader thread. */
import type { LoadFnOutput } from 'node:module';
import { markSdk, mayHoldSdk } from './inject.js';

/** CommonJS is left to the source door's `_compile`: Node hands hook-provided CommonJS source to another loader. */
export function markLoaded(url: string, loaded: LoadFnOutput): LoadFnOutput {
  if (loaded.format !== 'module' && loaded.format !== 'module-typescript') return loaded;
  const source = readable(loaded.source);
  if (source === undefined || !mayHoldSdk(source)) return loaded;
  const marked = markSdk(source.toString(), { file: url, kind: 'esm' });
  return marked === undefined ? loaded : { ...loaded, source: marked };
}

/** Bytes are searched as bytes: decoding every module to look at it would cost more than the search. */
function readable(source: LoadFnOutput['source']): string | Buffer | undefined {
  if (typeof source === 'string') return source;
  if (source instanceof ArrayBuffer) return Buffer.from(source);
  if (ArrayBuffer.isView(source)) return Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  return undefined;
}
