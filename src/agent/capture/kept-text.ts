/** Texts that a client chooses, limited before they are kept: nothing that a client can send may fill the memory. */
import { Buffer } from 'node:buffer';

/** `text`, cut to `maxChars`. A copy, because a slice keeps the whole text in memory. */
export function keptText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return Buffer.from(text.slice(0, maxChars), 'utf16le').toString('utf16le');
}
