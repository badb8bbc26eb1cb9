/** `mcpwatch check`: runs a command, or reads recorded events, and gives a verdict on the MCP servers in it. */
import { join } from 'node:path';
import type { Expectations } from '../analysis/check/check.js';
import { judge } from '../analysis/check/verdict.js';
import { readBaselines } from './check/baselines.js';
import { CHECK_FLAGS, type CheckOptions, readCheckOptions } from './check/check-flags.js';
import { compareBaselines } from './check/compare-baselines.js';
import { findConfig } from './check/find-config.js';
import { observeProgram } from './check/observe-program.js';
import { readEvents } from './check/read-events.js';
import { repeatWith } from './check/repeat.js';
import { EXIT_CODES, hasFailed, type Report } from './check/report.js';
import { writeReports } from './check/write-reports.js';
import type { Command, CommandIo } from './command.js';
import { concludeProgram } from './conclude-program.js';
import type { Ending } from './program.js';

export const checkCommand = {
  meta: {
    usage: '[flags] (-- <command> [arguments…] | --file <file> | --run <id> | -)',
    flags: CHECK_FLAGS,
    details: [
      'Runs a command (tests, a script), observes every MCP server that it starts, and says what is wrong with them:\n' +
        'crashes, hanging calls, prints on stdout, and what mcpwatch.json asks for (docs/ci.md).',
      "The command's stdout stays its own; the report goes to stderr. Without a command it goes to stdout.",
    ],
    examples: [
      'mcpwatch check -- npm test',
      "mcpwatch check --budget 'search.p95<=800ms' --coverage 90% -- npm test",
      'mcpwatch check --reporter junit=report.xml -- npm test',
      'mcpwatch check --file events.jsonl',
    ],
    exitCodes: [
      ['0', 'OK'],
      ['1', 'findings'],
      [
        '3',
        'could not verify: no session was seen, events were lost, too few calls, or a baseline or a report is missing',
      ],
      ['any', "with a command that fails: the command's own"],
    ],
  },
  async run(args, io) {
    const options = readCheckOptions(args);
    const { root, config } = findConfig(process.cwd(), options.config);
    const folder = join(root, config.baselines);
    const files = readBaselines(folder);
    const { input } = options;
    const observed =
      input.kind === 'program' ? await observeProgram(input.command, io) : await readEvents(input, io.env);
    const { seen, ending } = observed;
    const expectations = merged(config, options);
    const repeat = repeatWith(options);
    const { baselines, unverified, notes } = compareBaselines(files, {
      folder,
      root,
      update: options.update,
      isAsked: config.asksForDrift || (options.failOn ?? []).some((rule) => rule.startsWith('drift:')),
      isCi: isCi(io.env),
      seen,
      isIncomplete: observed.unverified.length > 0 || Object.keys(seen.lost).length > 0,
      repeat,
    });
    const verdict = judge({ seen, expectations, baselines, unverified: [...observed.unverified, ...unverified] });
    const command = input.kind === 'program' && ending !== undefined ? { line: input.command, ending } : undefined;
    const report: Report = { verdict, seen, expectations, command, notes, root, repeat };
    return conclude(report, writeReports(report, options.reporters, io), io);
  },
} satisfies Command;

/** A failing command's own end wins: whoever reads the exit code asks about the tests first. */
function conclude({ verdict, command }: Report, isWritten: boolean, io: CommandIo): Promise<number> | number {
  if (command !== undefined && hasFailed(command.ending)) return fail(command.ending, command.line, io);
  // That a report is missing is no finding.
  return isWritten || verdict.kind !== 'ok' ? EXIT_CODES[verdict.kind] : EXIT_CODES.unverified;
}

const fail = (ending: Ending, [command = '']: readonly string[], io: CommandIo) => concludeProgram(ending, command, io);

/** A flag takes the place of what mcpwatch.json says about the same thing. */
function merged(config: Expectations, { budgets, coverage, failOn }: CheckOptions): Expectations {
  const isReplaced = ({ subject, metric }: Expectations['budgets'][number]) =>
    budgets.some((one) => one.subject === subject && one.metric === metric);
  return {
    budgets: [...config.budgets.filter((budget) => !isReplaced(budget)), ...budgets],
    expect: config.expect,
    forbid: config.forbid,
    failOn: failOn ?? config.failOn,
    coverage: coverage ?? config.coverage,
  };
}

function isCi({ CI: ci = '' }: NodeJS.ProcessEnv): boolean {
  return !['', '0', 'false'].includes(ci.toLowerCase());
}
