/** Injects into the result of a load hook; shared by the synchronous hooks and the loader thread. */
import type { LoadFnOutput } from 'node:module';
import { injectSdk, sdkPartsIn } from './inject.js';

/** Leaves CommonJS to the source hook's `_compile`: Node passes CommonJS source from a hook to a different loader. */
export function injectLoaded(url: string, loaded: LoadFnOutput): LoadFnOutput {
  if (loaded.format !== 'module' && loaded.format !== 'module-typescript') return loaded;
  const source = readable(loaded.source);
  const parts = source === undefined ? undefined : sdkPartsIn(source);
  if (source === undefined || parts === undefined) return loaded;
  const injected = injectSdk(source.toString(), { file: url, kind: 'esm' }, parts);
  return injected === undefined ? loaded : { ...loaded, source: injected };
}

/** Bytes are searched as bytes: decoding every module costs more than searching it. */
function readable(source: LoadFnOutput['source']): string | Buffer | undefined {
  if (typeof source === 'string') return source;
  if (source instanceof ArrayBuffer) return Buffer.from(source);
  if (ArrayBuffer.isView(source)) return Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  return undefined;
}
