/** The report as JUnit XML: one suite a server, one case for each thing that was checked. */
import type { Check } from '../../../analysis/check/check.js';
import { parseLocation } from '../../location.js';
import type { Report } from '../report.js';
import { unknownName } from './unknown-name.js';

/** One `<testcase>`. */
interface Case {
  readonly suite: string;
  readonly name: string;
  readonly file: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
}

const GENERAL = 'mcpwatch check';

export function junitReport({ verdict, root }: Report): string {
  const cases = [
    // Nothing to be verified is a case of its own: a file without one looks like a run that never was.
    ...(verdict.unverified.length + verdict.unknownNames.length === 0 ? [general('passed', 'passed', '')] : []),
    ...verdict.unverified.map((why) => general('error', 'unverified', why)),
    ...verdict.unknownNames.map(({ name, known }) => general('error', 'usage', unknownName(name, known))),
    ...verdict.checks.flatMap((check) => caseOf(check, root)),
  ];
  const suites = [...new Set(cases.map(({ suite }) => suite))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${GENERAL}" ${counts(cases)}>`,
    ...suites.flatMap((suite) =>
      suiteLines(
        suite,
        cases.filter((one) => one.suite === suite),
      ),
    ),
    '</testsuites>',
    '',
  ].join('\n');
}

function general(kind: Case['kind'], type: string, message: string): Case {
  return { suite: GENERAL, name: 'everything could be seen', file: '', kind, type, message };
}

/** What nobody asked about is no case. */
function caseOf({ rule, server, subject, title, outcome, location }: Check, root: string): readonly Case[] {
  if (outcome.status === 'noted') return [];
  const at = parseLocation(location, root);
  const base = {
    suite: server === '' ? GENERAL : server,
    name: subject === '' ? title : `${subject}: ${title}`,
    file: at === undefined ? '' : `${at.file}:${at.line}`,
    type: rule,
    message: outcome.message,
  };
  return [{ ...base, kind: kindOf(outcome) }];
}

/** JUnit knows no warnings: one must not fail the job, and must be seen. */
function kindOf(outcome: Check['outcome']): Case['kind'] {
  if (outcome.status === 'passed') return 'passed';
  if (outcome.status === 'failed') return outcome.severity === 'error' ? 'failure' : 'skipped';
  return outcome.status === 'unknown' && outcome.blocks ? 'error' : 'skipped';
}

function suiteLines(name: string, cases: readonly Case[]): readonly string[] {
  return [`  <testsuite name="${attribute(name)}" ${counts(cases)}>`, ...cases.map(caseLine), '  </testsuite>'];
}

function counts(cases: readonly Case[]): string {
  const count = (kind: Case['kind']) => cases.filter((one) => one.kind === kind).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function caseLine({ suite, name, file, kind, type, message }: Case): string {
  const place = file === '' ? '' : ` file="${attribute(file)}"`;
  const open = `    <testcase classname="${attribute(`mcpwatch.${suite}`)}" name="${attribute(name)}"${place}`;
  if (kind === 'passed') return `${open}/>`;
  const detail = kind === 'skipped' ? '' : ` type="${attribute(type)}"`;
  const text = kind === 'skipped' ? '/>' : `>${attribute(file === '' ? message : `${message} (${file})`)}</${kind}>`;
  return `${open}><${kind} message="${attribute(message)}"${detail}${text}</testcase>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 has no place at all for most control characters and for lone surrogates. */
function attribute(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
