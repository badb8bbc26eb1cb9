/** A property's name as JSON in UTF-8, between a comma and a colon, in words of four bytes. */
export interface JsonName {
  readonly words: Int32Array;
  /** Bytes; those that the last word has beyond them mean nothing. */
  readonly length: number;
}

export function jsonName(name: string): JsonName {
  const json = `,${JSON.stringify(name)}:`;
  const { length } = Buffer.from(json);
  const bytes = Buffer.alloc(length + 3);
  bytes.write(json);
  const words = Int32Array.from({ length: Math.ceil(length / 4) }, (_, at) => bytes.readInt32BE(4 * at));
  return { words, length };
}
