/** Help texts, made from the table of commands and from each command's meta. */
import type { CommandMeta, CommandTable, Flag, Flags } from './command.js';
import { COMMON_FLAGS } from './flags.js';

type Row = readonly [left: string, right: string];

export function overview(commands: CommandTable): string {
  return sections([
    'Observe MCP servers on Node.js without changing a line of their code.',
    'Usage: mcpwatch <command> [flags]',
    `Commands:\n${columns(commands.map(({ name, summary }) => [name, summary]))}`,
    `Flags:\n${columns([
      ['-h, --help', 'show this text, or the help of a command'],
      ['-v, --version', 'show the version of mcpwatch'],
    ])}`,
    `Examples:\n${indented(['mcpwatch run -- node server.js', 'mcpwatch dev', 'mcpwatch help run'])}`,
    'Without the command line: node --import mcpwatch/register server.js\n' +
      'Settings are environment variables that begin with MCPWATCH_; docs/settings.md lists them.',
  ]);
}

export function commandHelp(name: string, summary: string, meta: CommandMeta): string {
  return sections([
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    `Usage: mcpwatch ${name} ${meta.usage}`.trimEnd(),
    ...meta.details,
    `Flags:\n${columns(flagRows({ ...meta.flags, ...COMMON_FLAGS }))}`,
    `Examples:\n${indented(meta.examples)}`,
    `Exit codes:\n${columns([...meta.exitCodes, ['2', 'the command line was not understood']])}`,
  ]);
}

export function flagRows(flags: Flags): readonly Row[] {
  return Object.entries(flags).map(([name, flag]) => [flagText(name, flag), flag.meaning]);
}

/** `-h, --help`, `--port <number>`. */
function flagText(name: string, { short, type, value = '<value>' }: Flag): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${type === 'string' ? ` ${value}` : ''}`;
}

function sections(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

function columns(rows: readonly Row[]): string {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return indented(rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`));
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
