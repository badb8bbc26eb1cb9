/** The completion script for zsh. */
import { type DescribedCommand, type ScriptOf, singleQuoted } from './shell.js';

export const zshScript: ScriptOf = (commands) => `#compdef mcpwatch
# Completion of mcpwatch in zsh.
_mcpwatch() {
  # Not 'commands': zsh has an array of that name, which completes the names of programs.
  local -a known
  known=(${commands.map(({ name, summary }) => singleQuoted(`${name}:${summary}`)).join(' ')})
  if (( CURRENT == 2 )); then
    _describe command known
    _arguments '--help[show the help]' '--version[show the version]'
    return
  fi
  local name="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$name" in
    help) (( CURRENT == 2 )) && _describe command known ;;
${commands.map(branch).join('\n')}
  esac
}
(( $+functions[compdef] )) && compdef _mcpwatch mcpwatch
`;

function branch({ name, words, flags, runsProgram }: DescribedCommand): string {
  const specs = Object.entries(flags).map(([flag, { type, meaning }]) =>
    singleQuoted(`--${flag}[${escaped(meaning)}]${type === 'string' ? ':value:' : ''}`),
  );
  if (runsProgram) return `    ${name}) ${SKIP_DASHES}; _arguments ${[...specs, ...PROGRAM].join(' ')} ;;`;
  const rest = words.length === 0 ? [] : [singleQuoted(`1:word:(${words.join(' ')})`)];
  return `    ${name}) _arguments ${[...specs, ...rest].join(' ')} ;;`;
}

/** `--` in front of another program's command line. */
const SKIP_DASHES = '[[ $CURRENT -gt 2 && "$words[2]" == -- ]] && { shift words; (( CURRENT-- )) }';
const PROGRAM = ["'(-):command: _command_names -e'", "'*::arguments: _normal'"];

/** Brackets and colons have a meaning in a specification. */
const escaped = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&');
