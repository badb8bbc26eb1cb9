/** The command line of a check, with other flags: for messages that can be pasted into a shell. */
import type { CheckInput, CheckOptions } from './check-flags.js';

export function repeatWith({ input, config }: Pick<CheckOptions, 'input' | 'config'>): (flags: string) => string {
  const chosen = config === undefined ? '' : `--config ${shellWord(config)} `;
  return (flags) => `mcpwatch check ${chosen}${flags} ${inputText(input)}`;
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

/** A server chooses the names of its tools, and somebody pastes this into a shell. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
