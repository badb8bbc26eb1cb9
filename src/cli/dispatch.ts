/** Finds and runs the command that a command line names. */

import { nearest } from '../config/nearest.js';
import { SDK } from '../version.js';
import type { Command, CommandEntry, CommandIo, CommandTable } from './command.js';
import { splitCommandLine } from './command-line.js';
import { COMMANDS } from './commands.js';
import { commandHelp, overview } from './help.js';
import { UsageError } from './usage-error.js';

const HELP: ReadonlySet<string> = new Set(['-h', '--help', 'help']);
const VERSION: ReadonlySet<string> = new Set(['-v', '--version', 'version']);

/** Resolves with the exit code. A wrong command line is reported and exits 2; any other failure rejects. */
export async function dispatch(
  argv: readonly string[],
  io: CommandIo,
  commands: CommandTable = COMMANDS,
): Promise<number> {
  try {
    return await answer(argv, io, commands);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const name = commands.find((entry) => entry.name === argv[0])?.name;
    io.say(error.message);
    io.say(`see: mcpwatch ${name === undefined ? '' : `${name} `}--help`);
    return 2;
  }
}

async function answer([first, ...rest]: readonly string[], io: CommandIo, commands: CommandTable): Promise<number> {
  if (first === undefined) throw new UsageError(`expected a command: ${namesOf(commands)}`);
  if (HELP.has(first)) return print(await helpFor(rest[0], commands), io);
  if (VERSION.has(first)) return print(`${SDK.version}\n`, io);
  const entry = find(first, commands);
  const command = await entry.load();
  return (await answerCommonFlag(entry, command, rest, io)) ?? command.run(rest, io);
}

/** `--help` and `--version` among the command's own flags; `undefined` when neither is there. */
async function answerCommonFlag(
  { name, summary }: CommandEntry,
  { meta }: Command,
  args: readonly string[],
  io: CommandIo,
): Promise<number | undefined> {
  const { own } = splitCommandLine(args, meta.runsFirstWord);
  const flags = own.filter((arg) => arg.startsWith('-'));
  if (flags.some((flag) => HELP.has(flag))) return print(commandHelp(name, summary, meta), io);
  return flags.some((flag) => VERSION.has(flag)) ? print(`${SDK.version}\n`, io) : undefined;
}

async function helpFor(name: string | undefined, commands: CommandTable): Promise<string> {
  if (name === undefined || name.startsWith('-')) return overview(commands);
  const entry = find(name, commands);
  return commandHelp(entry.name, entry.summary, (await entry.load()).meta);
}

function find(name: string, commands: CommandTable): CommandEntry {
  const found = commands.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const kind = name.startsWith('-') ? 'flag' : 'command';
  const known = kind === 'command' ? commands.map((entry) => entry.name) : ['--help', '--version'];
  const meant = nearest(name, known);
  const hint = meant === undefined ? `commands: ${namesOf(commands)}` : `did you mean ${meant}?`;
  throw new UsageError(`unknown ${kind} ${JSON.stringify(name)}; ${hint}`);
}

function print(text: string, io: CommandIo): number {
  io.stdout.write(text);
  return 0;
}

function namesOf(commands: CommandTable): string {
  return commands.map(({ name }) => name).join(', ');
}
