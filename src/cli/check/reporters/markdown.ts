/** The report as Markdown: for a file, a comment or GitHub's summary. Limited in size, the worst first. */
import { formatQuantity } from '../../../analysis/budgets/quantity.js';
import type { Check, Outcome } from '../../../analysis/check/check.js';
import { isCalled } from '../../../analysis/check/subject.js';
import { statisticsOf } from '../../../analysis/statistics/call-statistics.js';
import { locationText } from '../../location.js';
import { endingText, hasFailed, type Report } from '../report.js';
import { headline } from './headline.js';
import { unknownName } from './unknown-name.js';

const MAX_ROWS = 200;
const MAX_CELL = 300;

export function markdownReport(report: Report): string {
  const { verdict, command } = report;
  const shown = verdict.checks.filter(({ outcome }) => outcome.status !== 'passed');
  return [
    `## mcpwatch check: ${plain(headline(report))}`,
    ...(command !== undefined && hasFailed(command.ending)
      ? [`The command failed: ${plain(endingText(command.ending))}.`]
      : []),
    ...list('Could not verify', [
      ...verdict.unknownNames.map(({ name, known }) => unknownName(name, known)),
      ...verdict.unverified,
    ]),
    ...table(
      'Findings and notes',
      ['', 'what', 'where', 'message', 'source'],
      shown.map((check) => checkRow(check, report.root)),
    ),
    ...table('Calls', ['server', 'name', 'calls', 'errors', 'p50', 'p95', 'max', 'largest result'], callRows(report)),
    ...table('Listed and never called', ['server', 'name', 'source'], uncalledRows(report)),
    ...list('Notes', report.notes),
  ]
    .join('\n\n')
    .concat('\n');
}

const LABELS: Readonly<Record<string, string>> = { error: '❌', warn: '⚠️', unknown: '❔', noted: 'ℹ️' };

function label(outcome: Outcome): string {
  return LABELS[outcome.status === 'failed' ? outcome.severity : outcome.status] ?? '';
}

function checkRow({ rule, server, subject, outcome, location }: Check, root: string): readonly string[] {
  return [
    label(outcome),
    code(rule),
    names(server, subject),
    plain(outcome.message),
    code(locationText(location, root)),
  ];
}

function callRows({ seen }: Report): readonly (readonly string[])[] {
  return seen.subjects
    .filter((subject) => subject.kind !== 'method' && isCalled(subject))
    .sort((a, b) => b.samples.length - a.samples.length)
    .map(({ server, name, samples }) => {
      const of = statisticsOf(samples);
      const ms = (value: number | undefined) => (value === undefined ? '–' : formatQuantity(value, 'ms'));
      const bytes = of?.maxResultBytes === undefined ? '–' : formatQuantity(of.maxResultBytes, 'bytes');
      return [
        code(server),
        code(name),
        `${of?.calls ?? 0}`,
        `${of?.errors ?? 0}`,
        ms(of?.p50Ms),
        ms(of?.p95Ms),
        ms(of?.maxMs),
        bytes,
      ];
    });
}

function uncalledRows({ verdict, root }: Report): readonly (readonly string[])[] {
  return verdict.coverage.flatMap(({ missing }) =>
    missing.map(({ server, name, registeredAt }) => [code(server), code(name), code(locationText(registeredAt, root))]),
  );
}

const names = (...parts: readonly string[]) =>
  parts
    .filter((part) => part !== '')
    .map(code)
    .join(' › ');

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rest = rows.length - MAX_ROWS;
  return [
    `### ${title}`,
    [line(head), line(head.map(() => '---')), ...rows.slice(0, MAX_ROWS).map(line)].join('\n'),
    ...(rest > 0 ? [`… and ${rest} more`] : []),
  ];
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0
    ? []
    : [
        `### ${title}`,
        items
          .slice(0, MAX_ROWS)
          .map((item) => `- ${plain(item)}`)
          .join('\n'),
      ];
}

/** Servers choose their names and messages: they must not become markup, a mention or another cell. */
function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>()#+!|~@$-]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function code(text: string): string {
  const line = oneLine(text).replaceAll('|', '\\|');
  if (line === '') return '';
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length <= MAX_CELL ? line : `${line.slice(0, MAX_CELL - 1)}…`;
}
