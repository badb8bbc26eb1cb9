/** Writes the reports that were asked for. */
import { writeFileSync } from 'node:fs';
import { errnoOf } from '../../errno.js';
import type { CommandIo } from '../command.js';
import type { Report, Reporter } from './report.js';
import type { ReporterChoice, ReporterName } from './reporter-choice.js';
import { jsonReport } from './reporters/json.js';
import { textReport } from './reporters/text.js';

const FILES: Readonly<Partial<Record<ReporterName, Reporter>>> = {
  json: jsonReport,
};

/** Answers whether every report was written: one that is missing would be taken for good news. */
export function writeReports(report: Report, choices: readonly ReporterChoice[], io: CommandIo): boolean {
  let isWritten = true;
  for (const { name, file } of choices) {
    const reporter = FILES[name];
    if (reporter === undefined || file === undefined) continue;
    try {
      writeFileSync(file, reporter(report));
    } catch (error) {
      io.say(`--reporter ${name}: ${file} cannot be written: ${errnoOf(error) ?? String(error)}`);
      isWritten = false;
    }
  }
  // A command's stdout is its own.
  const stream = report.command === undefined ? io.stdout : process.stderr;
  stream.write(textReport(report));
  return isWritten;
}
