/** What a command is, and the part of the process that it may use. */

/** One flag of a command. The same table drives the parser, the help text and shell completion. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  /** One letter: `p` for `-p`. */
  readonly short?: string;
  /** The name of its value in the help text: `<number>`. */
  readonly value?: string;
  readonly multiple?: boolean;
  readonly meaning: string;
}

/** By long name, without the dashes. */
export type Flags = Readonly<Record<string, Flag>>;

export interface CommandMeta {
  /** What follows `mcpwatch <name>`: `[--port <number>] [--json]`. */
  readonly usage: string;
  readonly flags: Flags;
  /** Paragraphs below the usage line. */
  readonly details: readonly string[];
  /** Command lines that work as they are. */
  readonly examples: readonly [string, ...string[]];
  /** A row for each exit code; every command can also exit 2, for a command line that it does not understand. */
  readonly exitCodes: readonly (readonly [code: string, meaning: string])[];
  /** Words that can follow the command's name: `list`, `ship`. */
  readonly words?: readonly string[];
  /** The first word that is not a flag begins another program's command line, even without `--` in front of it. */
  readonly runsFirstWord?: boolean;
}

/** The part of the process that commands may use. */
export interface CommandIo {
  readonly stdout: NodeJS.WriteStream;
  /** Prints one line on stderr. */
  say(text: string): void;
  readonly env: NodeJS.ProcessEnv;
  /** The absolute path of the preload, as CommonJS. */
  readonly preloadPath: string;
}

export interface Command {
  readonly meta: CommandMeta;
  /** `args`: what follows the command's name. Resolves with the exit code. */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}

/** A command in the table: known by name and summary, and loaded only when it is called. */
export interface CommandEntry {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  load(): Promise<Command>;
}

export type CommandTable = readonly CommandEntry[];
