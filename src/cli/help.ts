/** Help texts, made from each command's meta. */
import type { Command, CommandMeta } from './command.js';

export type CommandTable = readonly Command[];

const DOCUMENTED_VARIABLES = 'Settings are environment variables (MCPWATCH_…); the README lists them.';

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

export function overview(commands: CommandTable): string {
  return [
    'Observe MCP servers on Node.js without changing a line.',
    'Usage: mcpwatch <command> [flags]',
    `Commands:\n${columns(commands.map(({ meta }) => [meta.name, meta.summary]))}`,
    `Flags:\n${columns([
      ['-h, --help', 'show this text, or the text of a command'],
      ['-v, --version', 'show the version'],
    ])}`,
    `Without the command line: node --import mcpwatch/register server.js\n${DOCUMENTED_VARIABLES}\n`,
  ].join('\n\n');
}

export function commandHelp(meta: CommandMeta): string {
  return [
    `${meta.summary[0]?.toUpperCase()}${meta.summary.slice(1)}.`,
    `Usage: mcpwatch ${meta.usage}`,
    ...(meta.details ?? []),
    `Flags:\n${columns([...meta.flags, ['-h, --help', 'show this text']])}\n`,
  ].join('\n\n');
}
