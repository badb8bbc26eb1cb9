/** Something that was written to stdout and is no message. */

export interface Print {
  /** The beginning of what was written. */
  readonly text: string;
  /** `file:line:column` of the code that wrote it; empty when it is not known. */
  readonly place: string;
  readonly stack: string;
  /** How many writes it stands for: itself, and those before it that were only counted. */
  readonly count: number;
  /** Whether it went to stderr instead. */
  readonly isDiverted: boolean;
}

/** Characters that are kept: more than are reported, so that a secret is not cut before it is recognised. */
const KEPT_CHARS = 2000;

/** A copy, because a slice keeps the whole text in memory. */
export function keptText(text: string): string {
  if (text.length <= KEPT_CHARS) return text;
  return Buffer.from(text.slice(0, KEPT_CHARS), 'utf16le').toString('utf16le');
}
