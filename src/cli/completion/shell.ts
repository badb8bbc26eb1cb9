/** What the completion scripts of all shells are made from. */
import type { Flags } from '../command.js';

export interface DescribedCommand {
  readonly name: string;
  readonly summary: string;
  /** Words that can follow the command's name. */
  readonly words: readonly string[];
  readonly flags: Flags;
  /** What follows is the command line of another program. */
  readonly runsProgram: boolean;
}

export type ScriptOf = (commands: readonly DescribedCommand[]) => string;

/** `text` as one word of a shell script. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
