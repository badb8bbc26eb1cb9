/** Writes the reports that were asked for. */
import { appendFileSync, statSync, writeFileSync } from 'node:fs';
import { errnoOf } from '../../errno.js';
import type { CommandIo } from '../command.js';
import type { Report, Reporter } from './report.js';
import type { ReporterChoice, ReporterName } from './reporter-choice.js';
import { annotations, stepSummary } from './reporters/github.js';
import { jsonReport } from './reporters/json.js';
import { junitReport } from './reporters/junit.js';
import { markdownReport } from './reporters/markdown.js';
import { sarifReport } from './reporters/sarif.js';
import { textReport } from './reporters/text.js';

const FILES: Readonly<Partial<Record<ReporterName, Reporter>>> = {
  json: jsonReport,
  junit: junitReport,
  markdown: markdownReport,
  sarif: sarifReport,
};

/** Answers whether every report was written: one that is missing would be taken for good news. */
export function writeReports(report: Report, choices: readonly ReporterChoice[], io: CommandIo): boolean {
  // A command's stdout is its own.
  const stream = report.command === undefined ? io.stdout : process.stderr;
  // Whoever closes it has read enough; the verdict is in the exit code.
  process.stderr.on('error', () => {});
  const isForGithub = io.env['GITHUB_ACTIONS'] === 'true' || choices.some(({ name }) => name === 'github');
  stream.write(textReport(report));
  if (isForGithub) {
    for (const line of annotations(report, io.env['GITHUB_WORKSPACE'])) stream.write(`${line}\n`);
  }
  const summary = io.env['GITHUB_STEP_SUMMARY'] ?? '';
  const isSummaryWritten =
    !isForGithub || summary === '' || isWritten('github', summary, io, () => addSummary(report, summary));
  const results = choices.map(({ name, file = '' }) => {
    const reporter = FILES[name];
    return reporter === undefined || isWritten(name, file, io, () => writeFileSync(file, reporter(report)));
  });
  return isSummaryWritten && results.every(Boolean);
}

function isWritten(name: string, file: string, io: CommandIo, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    io.say(`--reporter ${name}: ${file} cannot be written: ${errnoOf(error) ?? String(error)}`);
    return false;
  }
}

function addSummary(report: Report, file: string): void {
  const present = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  appendFileSync(file, stepSummary(report, present));
}
