/** `mcpwatch run -- <command…>`: runs a command with the preload in its NODE_OPTIONS. */
import { existsSync } from 'node:fs';
import { RUN_NOTES_VARIABLE } from '../run/run-notes.js';
import type { Command } from './command.js';
import { splitCommandLine } from './command-line.js';
import { concludeProgram } from './conclude-program.js';
import { parseFlags } from './flags.js';
import { runProgram } from './program.js';
import { removeFolder } from './remove-folder.js';
import { runEnvironment } from './run-environment.js';
import { createNotesFolder, takeNotes } from './run-notes-folder.js';
import { isJudged, verdict } from './run-verdict.js';
import { SignalRelay } from './signal-relay.js';
import { UsageError } from './usage-error.js';

const FLAGS = {};

export const runCommand = {
  meta: {
    usage: '[--] <command> [arguments…]',
    flags: FLAGS,
    details: [
      'Adds the preload to NODE_OPTIONS, so that it reaches every Node.js process that the command starts.\n' +
        "Standard input and output stay the command's own, and it ends as the command ends.",
    ],
    examples: ['mcpwatch run -- node server.js', 'mcpwatch run -- npx -y @modelcontextprotocol/server-everything'],
    exitCodes: [
      ['any', "the command's own; it is ended by the signal that ended the command"],
      ['1', 'the installation of mcpwatch is incomplete'],
      ['126', 'the command was found, but cannot be started'],
      ['127', 'the command was not found'],
    ],
    runsFirstWord: true,
  },
  async run(args, io) {
    const [command, ...rest] = readCommandLine(args);
    if (!existsSync(io.preloadPath)) {
      io.say(`incomplete installation: ${io.preloadPath} is missing; install mcpwatch again`);
      return 1;
    }
    let notes: string | undefined;
    const relay = new SignalRelay(() => removeFolder(notes));
    notes = createNotes([command, ...rest], io.env);
    const env = runEnvironment({ env: io.env, preloadPath: io.preloadPath, notes });
    const ending = await runProgram(command, rest, env, relay);
    const summary = notes === undefined ? undefined : takeNotes(notes);
    relay.close();
    const text = ending.kind === 'not-started' || summary === undefined ? undefined : verdict(summary);
    if (text !== undefined) io.say(text);
    return concludeProgram(ending, command, io);
  },
} satisfies Command;

/** In a run inside a run the outer one judges. */
function createNotes(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv): string | undefined {
  return env[RUN_NOTES_VARIABLE] === undefined && isJudged(command, env) ? createNotesFolder() : undefined;
}

function readCommandLine(args: readonly string[]): readonly [string, ...string[]] {
  const { own, program = [] } = splitCommandLine(args, true);
  parseFlags({ args: own, flags: FLAGS });
  const [command, ...rest] = program;
  if (command === undefined || command === '') {
    throw new UsageError('expected a command to run, as in: mcpwatch run -- node server.js');
  }
  return [command, ...rest];
}
