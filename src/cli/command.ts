/** What a command is, and what it may touch of the process. */
import { constants } from 'node:os';

export interface CommandMeta {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What follows `mcpwatch`, e.g. `dev [--port 6279]`. */
  readonly usage: string;
  /** A row each: the flag as it is typed, and what it does. */
  readonly flags: readonly (readonly [flag: string, meaning: string])[];
  /** Paragraphs under the usage line. */
  readonly details?: readonly string[];
}

/** The process, as far as commands may touch it. */
export interface CommandIo {
  readonly stdout: NodeJS.WriteStream;
  /** One line on stderr. */
  say(text: string): void;
  readonly env: NodeJS.ProcessEnv;
}

export interface Command {
  readonly meta: CommandMeta;
  /** Resolves with the exit code. */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}

/** The command line was wrong: said with a pointer to `--help`, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The shell's spelling of "ended by a signal". */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** Calls `parse` (a `node:util` parseArgs) and turns its complaint into a `UsageError`. */
export function parseFlags<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      throw new UsageError(error.message.split('. To specify')[0] ?? error.message);
    }
    throw error;
  }
}
