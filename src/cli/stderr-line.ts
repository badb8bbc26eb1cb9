/** Writes the commands' own lines on stderr. */
import { writeSync } from 'node:fs';

const MAX_CHARACTERS = 500;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** One line, whatever `text` holds: limited in length, without characters that a terminal would act on. */
export function sayOnStderr(text: string): void {
  const line = `mcpwatch: ${text.replaceAll(CONTROL, ' ')}`;
  try {
    writeSync(2, `${line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS - 1)}…` : line}\n`);
  } catch {
    // stderr is closed or full: there is nobody to tell.
  }
}
