/** The tables of a report, as rows of text: for a terminal and for Markdown. */
import { locationText } from '../location.js';
import { numbered, share, size, time } from './figures.js';
import type { Report } from './report-data.js';

export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What stands in the place of rows that were left out. */
  readonly more: string | undefined;
}

const MAX_ROWS = 30;

/** One sentence. */
export function summaryOf({ totals, from, to, source, complete }: Report): string {
  if (totals === null) return `No calls in ${source}.`;
  const counted = complete ? '' : 'the newest ';
  return `${counted}${numbered(totals.calls, 'call')}, ${numbered(totals.errors, 'error')} (${share(totals.errorRate)}), p50 ${time(totals.p50Ms)}, p95 ${time(totals.p95Ms)}, p99 ${time(totals.p99Ms)}, from ${from} to ${to}, in ${source}.`;
}

export function sectionsOf(report: Report): readonly Section[] {
  const all = [calls(report), slowest(report), errors(report), unused(report), lost(report)];
  return all.filter(({ rows }) => rows.length > 0);
}

function calls({ groups }: Report): Section {
  const rows = groups.map((one) => [
    one.event_name,
    one.server_name,
    String(one.calls),
    share(one.errorRate),
    ...[one.p50Ms, one.p95Ms, one.p99Ms, one.maxMs].map(time),
    one.maxResultBytes === undefined ? '–' : size(one.maxResultBytes),
  ]);
  return section('Calls', ['name', 'server', 'calls', 'errors', 'p50', 'p95', 'p99', 'max', 'largest result'], rows);
}

function slowest(report: Report): Section {
  const rows = report.slowest.map((one) => [
    time(one.duration_ms),
    one.event_name,
    one.server_name,
    one.status,
    one.started_at,
    one.event_id,
  ]);
  return section('Slowest calls', ['time', 'name', 'server', 'outcome', 'started', 'event'], rows);
}

function errors({ problems }: Report): Section {
  const rows = problems.map((one) => [
    String(one.count),
    one.kind,
    one.title,
    one.names.join(', '),
    endOf(locationText(one.location, process.cwd())),
    one.last_at,
  ]);
  return section('Problems', ['times', 'kind', 'what', 'in', 'where', 'last'], rows);
}

/** A table cuts a long text at its end, where a place has its line. */
const PLACE_CHARS = 48;

const endOf = (place: string) => (place.length <= PLACE_CHARS ? place : `…${place.slice(1 - PLACE_CHARS)}`);

function unused({ unused_tools }: Report): Section {
  const rows = unused_tools.map((one) => [one.name, one.server_name, size(one.bytes)]);
  return section('Tools that were never called', ['tool', 'server', 'definition'], rows);
}

function lost(report: Report): Section {
  const rows = Object.entries(report.lost).map(([reason, count]) => [String(count), reason]);
  return section('Lost events', ['events', 'reason'], rows);
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): Section {
  const more = rows.length > MAX_ROWS ? `${rows.length - MAX_ROWS} more` : undefined;
  return { title, head, rows: rows.slice(0, MAX_ROWS), more };
}
