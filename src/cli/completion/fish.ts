/** The completion script for fish. */
import { type DescribedCommand, type ScriptOf, singleQuoted } from './shell.js';

export const fishScript: ScriptOf = (commands) =>
  [
    '# Completion of mcpwatch in fish.',
    'complete -c mcpwatch -n __fish_use_subcommand -f',
    'complete -c mcpwatch -n __fish_use_subcommand -s h -l help -d "show the help"',
    'complete -c mcpwatch -n __fish_use_subcommand -s v -l version -d "show the version"',
    `complete -c mcpwatch -n '__fish_seen_subcommand_from help' -f -a ${singleQuoted(commands.map(({ name }) => name).join(' '))}`,
    ...commands.flatMap(linesOf),
    '',
  ].join('\n');

function linesOf({ name, summary, words, flags, runsProgram }: DescribedCommand): readonly string[] {
  const here = `complete -c mcpwatch -n ${singleQuoted(`__fish_seen_subcommand_from ${name}`)}`;
  return [
    `complete -c mcpwatch -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ...words.map((word) => `${here} -f -a ${word}`),
    ...(runsProgram ? [`${here} -x -a '(__fish_complete_subcommand --fcs-skip=2)'`] : []),
    ...Object.entries(flags).map(([flag, { short, type, meaning }]) => {
      const letter = short === undefined ? '' : ` -s ${short}`;
      return `${here}${letter} -l ${flag}${type === 'string' ? ' -r' : ''} -d ${quoted(meaning)}`;
    }),
  ];
}

/** Inside single quotes fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
