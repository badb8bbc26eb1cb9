/** What GitHub Actions shows: annotations on the lines of the source, and a summary of the step. */
import type { Check } from '../../../analysis/check/check.js';
import { parseLocation } from '../../location.js';
import type { Report } from '../report.js';
import { markdownReport } from './markdown.js';

/** GitHub shows this many of each kind for one step. */
const MAX_ANNOTATIONS = 10;
/** GitHub's limit is 1 MiB for a step, other programs' summaries included; over it, nothing is shown. */
const MAX_SUMMARY_BYTES = 1024 * 1024;

/** Lines for the log of the job, which GitHub takes for commands. */
export function annotations({ verdict, root }: Report, workspace: string | undefined): readonly string[] {
  const failed = verdict.checks.filter(({ outcome }) => outcome.status === 'failed');
  const unverified = verdict.unverified.map((why) => command('error', { title: 'mcpwatch: could not verify' }, why));
  return [...failed.map((check) => annotation(check, workspace ?? root)), ...unverified].slice(0, MAX_ANNOTATIONS);
}

function annotation({ rule, server, subject, outcome, location }: Check, root: string): string {
  const at = parseLocation(location, root);
  const place = at?.isInside === true ? { file: at.file, line: String(at.line), col: String(at.column) } : {};
  const what = [server, subject].filter((part) => part !== '').join(' › ');
  const severity = outcome.status === 'failed' && outcome.severity === 'warn' ? 'warning' : 'error';
  return command(
    severity,
    { ...place, title: `mcpwatch: ${rule}` },
    what === '' ? outcome.message : `${what}: ${outcome.message}`,
  );
}

function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escaped(value).replace(/[:,]/g, percent)}`);
  return `::${name} ${list.join(',')}::${escaped(message)}`;
}

/** A server's message must not become a command of its own. */
const escaped = (text: string) => text.replace(/[%\r\n]/g, percent);
const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** `present`: bytes that the step's summary has already. Empty when there is no place left. */
export function stepSummary(report: Report, present: number): string {
  const room = MAX_SUMMARY_BYTES - present - 1;
  const text = markdownReport(report);
  const bytes = Buffer.from(text);
  if (bytes.length <= room) return text;
  const end = '\n\n… cut: GitHub shows 1 MiB.\n';
  const cut = bytes.subarray(0, Math.max(0, room - Buffer.byteLength(end)));
  const lastLine = cut.lastIndexOf(0x0a);
  return lastLine <= 0 ? '' : `${cut.toString('utf8', 0, lastLine)}${end}`;
}
