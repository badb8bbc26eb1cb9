/** The report as JSON, for programs. */
import { statisticsOf } from '../../../analysis/statistics/call-statistics.js';
import { SDK } from '../../../version.js';
import { parseLocation } from '../../location.js';
import { EXIT_CODES, type Report } from '../report.js';

export function jsonReport({ verdict, seen, command, notes, root }: Report): string {
  const report = {
    version: SDK.version,
    verdict: verdict.kind,
    exit_code: EXIT_CODES[verdict.kind],
    command: command === undefined ? null : { line: command.line, ending: command.ending },
    checks: verdict.checks.map(({ rule, server, subject, title, outcome, location }) => {
      const at = parseLocation(location, root);
      const where = at === undefined ? null : { file: at.file, line: at.line, column: at.column };
      return { rule, server, subject, title, ...outcome, location: where };
    }),
    unknown_names: verdict.unknownNames.map(({ name }) => name),
    unverified: verdict.unverified,
    notes,
    sessions: seen.sessions,
    events: seen.events,
    cancelled: seen.cancelled,
    lost: seen.lost,
    servers: seen.servers,
    coverage: verdict.coverage.map(({ server, listed, called, byKind, missing }) => ({
      server,
      listed,
      called,
      by_kind: byKind,
      missing: missing.map(({ kind, name }) => ({ kind, name })),
    })),
    calls: seen.subjects.flatMap(({ server, kind, name, samples }) => {
      const of = statisticsOf(samples);
      return of === undefined ? [] : [{ server, kind, name, ...of }];
    }),
    lists: seen.lists.map(({ server, kind, entries, bytes, ambiguous }) => ({
      server,
      kind,
      entries: entries.length,
      bytes,
      ambiguous,
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
