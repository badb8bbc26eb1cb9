/**
 * The files in which the compiled code of preload.cjs and agent.cjs is kept, in the spool folder: two for each build of
 * Node.js.
 *
 * V8 checks that its own version and flags are the same, but damaged data crashes the process. Therefore the file holds
 * the code twice, after the source that it was made from: to compare bytes takes native code no time, whereas a checksum
 * in JavaScript would take as long as compiling does.
 */
import { lstatSync, statSync } from 'node:fs';
import { whyNotPrivate } from '../file-privacy.js';

/** Two lengths: of the source, of the code. */
const HEADER_BYTES = 8;

/** A built file, without its ending. */
export type CodeOf = 'preload' | 'agent';

export const CODE_FILE = /^(?:preload|agent)-.*\.code(?:\.\d+)?$/;

/** What Node puts around the text of a CommonJS module. */
const HEAD = '(function (exports, require, module, __filename, __dirname) {';
const TAIL = '\n})';

export const asFunction = (source: string): string => HEAD + source + TAIL;
/** What `text`, which `asFunction` has returned, was made of. */
export const sourceIn = (text: string): string => text.slice(HEAD.length, text.length - TAIL.length);

/** The size tells builds of one version apart, such as a distribution's own: V8 trusts code of the same version. */
export function codeFileName(of: CodeOf): string {
  const build = statSync(process.execPath).size.toString(36);
  return `${of}-${process.version}-${process.arch}-${build}.code`;
}

export function packCode(source: Buffer, code: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(source.length, 0);
  header.writeUInt32LE(code.length, 4);
  return Buffer.concat([header, source, code, code]);
}

/** The code in `file`; `undefined` when it was made from another source, or is damaged. */
export function unpackCode(file: Buffer, source: Buffer): Buffer | undefined {
  if (file.length < HEADER_BYTES || file.readUInt32LE(0) !== source.length) return undefined;
  const start = HEADER_BYTES + source.length;
  const bytes = file.readUInt32LE(4);
  if (file.length !== start + 2 * bytes || !file.subarray(HEADER_BYTES, start).equals(source)) return undefined;
  const code = file.subarray(start, start + bytes);
  return code.equals(file.subarray(start + bytes)) ? code : undefined;
}

/** Whether nobody else can write to the folder: its code is run. Throws when there is no such folder. */
export function isPrivateFolder(dir: string): boolean {
  const found = lstatSync(dir);
  return found.isDirectory() && whyNotPrivate(found) === undefined;
}
