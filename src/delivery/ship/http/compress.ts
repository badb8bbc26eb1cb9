/** Compresses a body quickly. */
import { promisify } from 'node:util';

/** `node:zlib` is loaded here, since most processes compress nothing. */
export function compress(content: Buffer): Promise<Buffer> {
  const { constants, gzip } = process.getBuiltinModule('node:zlib');
  return promisify<Buffer, { level: number }, Buffer>(gzip)(content, { level: constants.Z_BEST_SPEED });
}
