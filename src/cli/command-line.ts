/** Divides the arguments of a command that runs another program: its own flags, and the program's command line. */

export interface CommandLine {
  readonly own: readonly string[];
  /** What is behind `--`; `undefined` when there is no `--`. */
  readonly program: readonly string[] | undefined;
}

/** With `runsFirstWord` the first word that is not a flag begins the program's command line too. */
export function splitCommandLine(args: readonly string[], runsFirstWord = false): CommandLine {
  const end = args.findIndex((arg) => arg === '--' || (runsFirstWord && !arg.startsWith('-')));
  if (end < 0) return { own: args, program: undefined };
  return { own: args.slice(0, end), program: args.slice(args[end] === '--' ? end + 1 : end) };
}
