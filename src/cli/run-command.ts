/** `mcpwatch run -- <command…>`: the command as it is, with the preload in its NODE_OPTIONS. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Command, type CommandIo, exitCodeOf, parseFlags, UsageError } from './command.js';
import { withPreload } from './preload-option.js';
import { dieBy, relaySignals } from './signal-relay.js';

/** Beside the built command. */
const REGISTER_PATH = fileURLToPath(new URL('./register.cjs', import.meta.url));

type Ending =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'not-started'; readonly errno: string };

interface StartFailure {
  readonly exitCode: number;
  readonly text: (command: string) => string;
}

/** Exit codes are the shell's: 127 not found, 126 found but not executable. */
const START_FAILURES: Readonly<Record<string, StartFailure>> = {
  ENOENT: { exitCode: 127, text: (command) => `command not found: ${command}` },
  ENOTDIR: { exitCode: 127, text: (command) => `command not found: ${command}` },
  EACCES: { exitCode: 126, text: (command) => `not executable: ${command}` },
  EPERM: { exitCode: 126, text: (command) => `not permitted: ${command}` },
  ENOEXEC: { exitCode: 126, text: (command) => `not a program: ${command}` },
  // Node refuses .cmd and .bat files without a shell.
  EINVAL: { exitCode: 126, text: (command) => `cannot be started without a shell: ${command}` },
};

export const runCommand = {
  meta: {
    name: 'run',
    summary: 'run a command with its MCP servers observed',
    usage: 'run -- <command> [arguments…]',
    flags: [],
    details: [
      'Adds the preload to NODE_OPTIONS, so that it reaches every Node.js process that the command starts.\n' +
        'Standard input and output are the command’s own; it ends as the command ends.',
      'Example: mcpwatch run -- npx -y @modelcontextprotocol/server-everything',
    ],
  },
  async run(args, io) {
    const [command, ...rest] = commandLine(args);
    if (!existsSync(REGISTER_PATH)) {
      io.say(`incomplete installation: ${REGISTER_PATH} is missing`);
      return 1;
    }
    const env = {
      ...io.env,
      NODE_OPTIONS: withPreload(io.env['NODE_OPTIONS'], REGISTER_PATH),
      // Tells the command itself from the processes that NODE_OPTIONS reaches behind it.
      MCPWATCH_RUN_PID: String(process.pid),
    };
    return conclude(await execute(command, rest, env), command, io);
  },
} satisfies Command;

function commandLine(args: readonly string[]): readonly [string, ...string[]] {
  // Flags end where the command begins, with `--` or without.
  const first = args.findIndex((arg) => !arg.startsWith('-') || arg === '--');
  const own = first < 0 ? args : args.slice(0, first);
  parseFlags(() => parseArgs({ args: [...own], options: {}, strict: true }));
  const [command, ...rest] = first < 0 ? [] : args.slice(args[first] === '--' ? first + 1 : first);
  if (command === undefined || command === '') throw new UsageError('run what? mcpwatch run -- node server.js');
  return [command, ...rest];
}

function execute(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ending> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    const stopRelay = relaySignals((signal) => child.kill(signal));
    const end = (ending: Ending) => {
      stopRelay();
      resolve(ending);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      // A failed kill() lands here too; only a child that never ran ends the run.
      if (child.pid === undefined) end({ kind: 'not-started', errno: error.code ?? error.message });
    });
    child.on('exit', (code, signal) => {
      end(signal === null ? { kind: 'exited', code: code ?? 1 } : { kind: 'signalled', signal });
    });
  });
}

async function conclude(ending: Ending, command: string, io: CommandIo): Promise<number> {
  switch (ending.kind) {
    case 'exited':
      return ending.code;
    case 'signalled':
      await dieBy(ending.signal);
      return exitCodeOf(ending.signal);
    case 'not-started': {
      const failure = START_FAILURES[ending.errno];
      io.say(failure?.text(command) ?? `cannot start ${command}: ${ending.errno}`);
      return failure?.exitCode ?? 126;
    }
  }
}
