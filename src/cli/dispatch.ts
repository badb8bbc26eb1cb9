/** From a command line to the command that it names. */
import { SDK } from '../version.js';
import { type Command, type CommandIo, UsageError } from './command.js';
import { devCommand } from './dev-command.js';
import { type CommandTable, commandHelp, overview } from './help.js';
import { runCommand } from './run-command.js';
import { spoolCommand } from './spool-command.js';

export const COMMANDS: CommandTable = [runCommand, devCommand, spoolCommand];

const HELP = new Set(['-h', '--help', 'help']);
const VERSION = new Set(['-v', '--version', 'version']);

/** Resolves with the exit code; never rejects for a wrong command line. */
export async function dispatch(
  argv: readonly string[],
  io: CommandIo,
  commands: CommandTable = COMMANDS,
): Promise<number> {
  try {
    return await pick(argv, io, commands);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const named = commands.find(({ meta }) => meta.name === argv[0]);
    io.say(error.message);
    io.say(`see: mcpwatch ${named === undefined ? '' : `${named.meta.name} `}--help`);
    return 2;
  }
}

function pick([first, ...rest]: readonly string[], io: CommandIo, commands: CommandTable): Promise<number> {
  if (first === undefined) {
    throw new UsageError(`which command? One of: ${names(commands)}`);
  }
  if (HELP.has(first)) return show(helpFor(rest[0], commands), io);
  if (VERSION.has(first)) return show(`${SDK.version}\n`, io);
  const command = find(first, commands);
  // Behind `--` everything belongs to the command that is run, its own --help too.
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (own[0] !== undefined && HELP.has(own[0]) && own[0] !== 'help') return show(commandHelp(command.meta), io);
  return command.run(rest, io);
}

function helpFor(name: string | undefined, commands: CommandTable): string {
  return name === undefined ? overview(commands) : commandHelp(find(name, commands).meta);
}

function find(name: string, commands: CommandTable): Command {
  const command = commands.find(({ meta }) => meta.name === name);
  if (command !== undefined) return command;
  const kind = name.startsWith('-') ? 'flag' : 'command';
  throw new UsageError(`unknown ${kind} ${JSON.stringify(name)}; commands: ${names(commands)}`);
}

async function show(text: string, io: CommandIo): Promise<number> {
  io.stdout.write(text);
  return 0;
}

function names(commands: CommandTable): string {
  return commands.map(({ meta }) => meta.name).join(', ');
}
