/** `mcpwatch completion`: prints the script that makes a shell complete mcpwatch's commands and flags. */

import { nearest } from '../config/nearest.js';
import type { Command, CommandMeta, CommandTable } from './command.js';
import { bashScript } from './completion/bash.js';
import { fishScript } from './completion/fish.js';
import type { DescribedCommand, ScriptOf } from './completion/shell.js';
import { zshScript } from './completion/zsh.js';
import { COMMON_FLAGS, parseFlags } from './flags.js';
import { UsageError } from './usage-error.js';

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Readonly<Record<string, ScriptOf>>;
const NAMES = Object.keys(SHELLS);

/** `commands`: the whole table, this command included. */
export function createCompletionCommand(commands: () => CommandTable): Command {
  return {
    meta: META,
    async run(args, io) {
      const script = scriptFor(args);
      io.stdout.write(script(await Promise.all(commands().map(describe))));
      return 0;
    },
  };
}

const META: CommandMeta = {
  usage: `<${NAMES.join(' | ')}>`,
  flags: {},
  words: NAMES,
  details: [
    'How to install it:\n' +
      '  bash  add to ~/.bashrc:  eval "$(mcpwatch completion bash)"\n' +
      '  zsh   add to ~/.zshrc, below compinit:  eval "$(mcpwatch completion zsh)"\n' +
      '  fish  mcpwatch completion fish > ~/.config/fish/completions/mcpwatch.fish',
  ],
  examples: ['eval "$(mcpwatch completion bash)"'],
  exitCodes: [['0', 'the script was printed']],
};

function scriptFor(args: readonly string[]): ScriptOf {
  const { positionals } = parseFlags({ args, flags: {}, allowWords: true });
  const [name = '', ...others] = positionals;
  const script = Object.entries(SHELLS).find(([shell]) => shell === name)?.[1];
  if (script !== undefined && others.length === 0) return script;
  const meant = nearest(name, NAMES);
  const hint = meant === undefined || meant === name ? '' : `; did you mean ${meant}?`;
  throw new UsageError(`expected one of ${NAMES.join(', ')}, got ${JSON.stringify(positionals.join(' '))}${hint}`);
}

async function describe({ name, summary, load }: CommandTable[number]): Promise<DescribedCommand> {
  const { meta } = await load();
  return {
    name,
    summary,
    words: meta.words ?? [],
    flags: { ...meta.flags, ...COMMON_FLAGS },
    runsProgram: meta.runsFirstWord ?? false,
  };
}
