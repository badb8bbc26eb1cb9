/** Property names, encoded once as JSON: `,"name":` in UTF-8, in words of four bytes. */
export interface JsonName {
  readonly words: Int32Array;
  /** Length in bytes. The last word may have more; those are not part of the name. */
  readonly length: number;
}

export function jsonName(name: string): JsonName {
  const json = `,${JSON.stringify(name)}:`;
  const { length } = Buffer.from(json);
  const bytes = Buffer.alloc(length + 3);
  bytes.write(json);
  const words = new Int32Array(Math.ceil(length / 4)).map((_, at) => bytes.readInt32BE(4 * at));
  return { words, length };
}
