/** The completion script for bash. */
import { type DescribedCommand, type ScriptOf, singleQuoted } from './shell.js';

export const bashScript: ScriptOf = (commands) => `# Completion of mcpwatch in bash.
_mcpwatch() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${singleQuoted([...commands.map(({ name }) => name), '--help', '--version'].join(' '))}
  else
    case "\${COMP_WORDS[1]}" in
      help) [ "$COMP_CWORD" -eq 2 ] && words=${singleQuoted(commands.map(({ name }) => name).join(' '))} ;;
${commands.map(branch).join('\n')}
    esac
  fi
  [ -n "$words" ] && COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _mcpwatch mcpwatch
`;

function branch({ name, words, flags, runsProgram }: DescribedCommand): string {
  const all = [...words, ...Object.keys(flags).map((flag) => `--${flag}`)];
  const set = `words=${singleQuoted(all.join(' '))}`;
  // Behind the first word that is not a flag another program's command line begins: bash completes file names there.
  return `      ${name}) ${runsProgram ? `case "$current" in -*) [ "$COMP_CWORD" -eq 2 ] && ${set} ;; esac` : set} ;;`;
}
