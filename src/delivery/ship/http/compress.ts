/**
 * Compresses a body quickly. On the worker's thread: handing it over to another takes longer, and the end of the process
 * waits (#12).
 */

/** `node:zlib` is loaded here, since most processes compress nothing. */
export function compress(content: Buffer): Buffer {
  const { constants, gzipSync } = process.getBuiltinModule('node:zlib');
  return gzipSync(content, { level: constants.Z_BEST_SPEED });
}
