/** The report for people: short, the worst first, the same in a terminal of any width and in a log file. */

import { formatQuantity } from '../../../analysis/budgets/quantity.js';
import type { Check, Outcome } from '../../../analysis/check/check.js';
import { isCalled } from '../../../analysis/check/subject.js';
import { counted } from '../../../analysis/counted.js';
import { statisticsOf } from '../../../analysis/statistics/call-statistics.js';
import { column, cut, displayWidth, printable } from '../../../collector/terminal/terminal-text.js';
import { locationText } from '../../location.js';
import { endingText, hasFailed, type Report } from '../report.js';
import { headline } from './headline.js';
import { suggestion } from './suggestion.js';
import { unknownName } from './unknown-name.js';

const MAX_CHECKS = 20;
const MAX_TOOLS = 30;
const MAX_ERRORS = 5;
/** Columns of a name in the table. */
const MAX_NAME = 40;
const MAX_UNCALLED = 20;

export function textReport(report: Report): string {
  const { verdict, command } = report;
  const lines = [
    `mcpwatch check: ${headline(report)}`,
    ...(command !== undefined && hasFailed(command.ending)
      ? [`  the command failed: ${endingText(command.ending)}`]
      : []),
    ...verdict.unknownNames.map(({ name, known }) => `  unknown    ${unknownName(name, known)}`),
    ...limited(findings(verdict.checks), MAX_CHECKS, 'more').map((check) =>
      typeof check === 'string' ? check : checkLine(check, report.root),
    ),
    ...verdict.unverified.map((why) => `  unverified ${why}`),
    ...report.notes.map((note) => `  note       ${note}`),
    ...servers(report),
    ...errors(report),
    ...uncalled(report),
    ...suggestion(report),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

/** What somebody should look at. Errors that nobody asked about have a section of their own. */
function findings(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ rule, outcome }) => rule !== 'error' && isShown(outcome));
}

function isShown(outcome: Outcome): boolean {
  return outcome.status !== 'passed' && !(outcome.status === 'unknown' && !outcome.blocks);
}

function checkLine({ rule, server, subject, outcome, location }: Check, root: string): string {
  const what = [server, subject].filter((part) => part !== '').join(' › ');
  const at = locationText(location, root);
  return `  ${label(outcome).padEnd(10)} ${rule}${what === '' ? '' : ` ${what}`}: ${outcome.message}${at === '' ? '' : ` (${at})`}`;
}

function label(outcome: Outcome): string {
  if (outcome.status === 'failed') return outcome.severity === 'error' ? 'FAILED' : 'warning';
  return outcome.status === 'unknown' ? 'unverified' : 'note';
}

function limited<T>(items: readonly T[], most: number, what: string): readonly (T | string)[] {
  if (items.length <= most) return items;
  return [...items.slice(0, most), `  … and ${items.length - most} ${what}`];
}

function servers({ seen, verdict }: Report): readonly string[] {
  return seen.servers.flatMap(({ name, version, sessions }) => {
    const own = seen.subjects.filter(({ server, kind }) => server === name && kind !== 'method');
    const called = own.filter(isCalled);
    const coverage = verdict.coverage.find(({ server }) => server === name);
    const share = coverage === undefined ? '' : `, ${coverage.called} of ${coverage.listed} listed were called`;
    return [
      '',
      `${name} ${version}: ${counted(sessions, 'session')}${share}`.trimEnd(),
      ...(called.length === 0 ? [] : table(called)),
    ];
  });
}

const HEAD = ['', 'calls', 'errors', 'p50', 'p95', 'max', 'largest result'] as const;

function table(subjects: Report['seen']['subjects']): readonly string[] {
  const rows = [...subjects]
    .sort((a, b) => b.samples.length - a.samples.length)
    .slice(0, MAX_TOOLS)
    .map(({ name, samples }) => {
      const of = statisticsOf(samples);
      const ms = (value: number | undefined) => (value === undefined ? '–' : formatQuantity(value, 'ms'));
      const bytes = of?.maxResultBytes === undefined ? '–' : formatQuantity(of.maxResultBytes, 'bytes');
      return [
        cut(printable(name), MAX_NAME),
        `${of?.calls ?? 0}`,
        `${of?.errors ?? 0}`,
        ms(of?.p50Ms),
        ms(of?.p95Ms),
        ms(of?.maxMs),
        bytes,
      ];
    });
  const widths = HEAD.map((head, at) => Math.max(head.length, ...rows.map((row) => displayWidth(row[at] ?? ''))));
  const lineOf = (row: readonly string[]) =>
    `  ${row.map((cell, at) => (at === 0 ? column(cell, widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}`;
  const rest = subjects.length - rows.length;
  return [lineOf(HEAD), ...rows.map(lineOf), ...(rest > 0 ? [`  … and ${rest} more`] : [])];
}

function errors({ verdict, root }: Report): readonly string[] {
  const noted = verdict.checks.filter(({ rule }) => rule === 'error');
  if (noted.length === 0) return [];
  const lines = noted.map(({ server, subject, outcome, location }) => {
    const at = locationText(location, root);
    return `  ${[server, subject].filter((part) => part !== '').join(' › ')}: ${outcome.message}${at === '' ? '' : ` (${at})`}`;
  });
  return ['', 'errors that calls answered with', ...limited(lines, MAX_ERRORS, 'kinds')];
}

function uncalled({ verdict, root }: Report): readonly string[] {
  const missing = verdict.coverage.flatMap(({ missing: subjects }) => subjects);
  if (missing.length === 0) return [];
  const lines = missing.map(({ server, name, registeredAt }) => {
    const at = locationText(registeredAt, root);
    return `  ${server} › ${name}${at === '' ? '' : ` (${at})`}`;
  });
  return ['', 'listed and never called', ...limited(lines, MAX_UNCALLED, 'more')];
}
