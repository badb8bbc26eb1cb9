/** Reads a command's flags, and explains in plain words what is wrong with them. */
import { parseArgs } from 'node:util';
import { nearest } from '../config/nearest.js';
import type { Flags } from './command.js';
import { UsageError } from './usage-error.js';

/** Flags that every command has; `dispatch` answers them before the command is run. */
export const COMMON_FLAGS = {
  help: { type: 'boolean', short: 'h', meaning: 'show this text' },
  version: { type: 'boolean', short: 'v', meaning: 'show the version of mcpwatch' },
} as const satisfies Flags;

export interface ParseOptions<F extends Flags> {
  readonly args: readonly string[];
  readonly flags: F;
  /** Whether words that are not flags are allowed. */
  readonly allowWords?: boolean;
}

/** Throws a `UsageError` for an unknown flag, a flag without its value, and a word where none is allowed. */
export function parseFlags<const F extends Flags>({ args, flags, allowWords = false }: ParseOptions<F>) {
  const { tokens } = parseArgs({ args: [...args], options: flags, strict: false, tokens: true });
  for (const token of tokens) {
    const fault = token.kind === 'option' ? optionFault(token, flags) : undefined;
    if (fault !== undefined) throw new UsageError(fault);
    if (token.kind === 'positional' && !allowWords) {
      throw new UsageError(`unexpected argument ${JSON.stringify(token.value)}`);
    }
  }
  return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: true });
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function optionFault({ name, rawName, value, inlineValue }: OptionToken, flags: Flags): string | undefined {
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (flag === undefined) return unknownFlag(rawName, flags);
  if (flag.type === 'boolean') return value === undefined ? undefined : `${rawName} takes no value`;
  // `--port --json`: the next flag was taken for the value.
  const isMissing = value === undefined || (inlineValue === false && value.startsWith('-') && value !== '-');
  return isMissing ? `${rawName} needs a value: ${rawName} ${flag.value ?? '<value>'}` : undefined;
}

function unknownFlag(rawName: string, flags: Flags): string {
  const known = Object.keys({ ...flags, ...COMMON_FLAGS }).map((name) => `--${name}`);
  const meant = nearest(rawName, known);
  return `unknown flag ${JSON.stringify(rawName)}; ${meant === undefined ? `known flags: ${known.join(', ')}` : `did you mean ${meant}?`}`;
}
