/** The command line of a check, with other flags: for messages that can be pasted into a shell. */
import type { CheckInput } from './check-flags.js';

export function repeatWith(input: CheckInput): (flags: string) => string {
  return (flags) => `mcpwatch check ${flags} ${inputText(input)}`;
}

function inputText(input: CheckInput): string {
  switch (input.kind) {
    case 'program':
      return `-- ${input.command.map(shellWord).join(' ')}`;
    case 'file':
      return input.path === '-' ? '-' : `--file ${shellWord(input.path)}`;
    case 'run':
      return `--run ${shellWord(input.id)}`;
  }
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
