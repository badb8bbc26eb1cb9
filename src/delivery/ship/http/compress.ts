/** Compresses a body quickly. `node:zlib` is loaded here, since most processes compress nothing. */
import { promisify } from 'node:util';

/** In the background: `MCPWatchClient` sends from the host's main thread. */
export function compress(content: Buffer): Promise<Buffer> {
  const { constants, gzip } = process.getBuiltinModule('node:zlib');
  return promisify<Buffer, { level: number }, Buffer>(gzip)(content, { level: constants.Z_BEST_SPEED });
}

/** On this thread, the worker's: handing it over to another takes longer, and the end of the process waits (#12). */
export function compressNow(content: Buffer): Buffer {
  const { constants, gzipSync } = process.getBuiltinModule('node:zlib');
  return gzipSync(content, { level: constants.Z_BEST_SPEED });
}
