/** Texts that a client chooses, limited before they are kept: nothing that a client can send may fill the memory. */
import { Buffer } from 'node:buffer';

/** `text`, cut to `maxChars`. A copy, because a slice keeps the whole text in memory. */
export function keptText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return Buffer.from(text.slice(0, maxChars), 'utf16le').toString('utf16le');
}

const ID_CHARS = 256;

/** An id, a token or a cursor, as it is kept and looked up; what is no text stays as it is. */
export function keptId<T>(id: T): T | string {
  return typeof id === 'string' ? keptText(id, ID_CHARS) : id;
}
