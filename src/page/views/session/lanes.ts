/** Calls of a session laid out over time: as few lanes as overlapping calls need. Pure. */
import { isOpen } from '../../../analysis/rows/row.js';
import type { Row } from '../../api/types.js';
import { momentOf } from '../../format/moment.js';

export interface Lane {
  readonly row: Row;
  readonly lane: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Requests of the server to its client during this call. */
  readonly inner: readonly { readonly row: Row; readonly startMs: number; readonly endMs: number }[];
}

export interface Marker {
  readonly row: Row;
  readonly atMs: number;
}

export interface Layout {
  readonly calls: readonly Lane[];
  readonly markers: readonly Marker[];
  readonly lanes: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const isPoint = ({ event_type, mcp_method }: Row): boolean =>
  event_type === 'notification' || event_type === 'close' || (event_type === 'error' && mcp_method === '');

/** `nowMs`: where calls that still run end. */
export function layOut(rows: readonly Row[], nowMs: number): Layout {
  const spans = rows
    .filter((row) => !isPoint(row) && !row.nested)
    .map((row) => ({ row, ...span(row, nowMs) }))
    .sort((a, b) => a.startMs - b.startMs);
  const nested = rows.filter((row) => row.nested && !isPoint(row)).map((row) => ({ row, ...span(row, nowMs) }));
  const freeAtMs: number[] = [];
  const calls = spans.map((call): Lane => {
    const free = freeAtMs.findIndex((at) => at <= call.startMs);
    const lane = free < 0 ? freeAtMs.length : free;
    freeAtMs[lane] = call.endMs;
    return { ...call, lane, inner: nested.filter(({ row }) => row.parent_span_id === call.row.span_id) };
  });
  const markers = rows.filter(isPoint).map((row) => ({ row, atMs: Date.parse(momentOf(row)) }));
  const times = [...calls.flatMap(({ startMs, endMs }) => [startMs, endMs]), ...markers.map(({ atMs }) => atMs)];
  const fromMs = times.reduce((a, b) => Math.min(a, b), times[0] ?? nowMs);
  const toMs = times.reduce((a, b) => Math.max(a, b), times[0] ?? nowMs);
  return { calls, markers, lanes: Math.max(1, freeAtMs.length), fromMs, toMs: Math.max(toMs, fromMs + 1) };
}

function span(row: Row, nowMs: number): { startMs: number; endMs: number } {
  const startMs = Date.parse(row.started_at);
  return { startMs, endMs: isOpen(row) ? Math.max(nowMs, startMs) : startMs + Math.max(row.duration_ms, 0.5) };
}

/** Steps of seconds, minutes and hours as clocks have them; below a second they are decimal. */
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200].map((s) => s * 1000);

/** Round times for an axis, counted from `originMs`: at most about `count` of them between `fromMs` and `toMs`. */
export function ticks(originMs: number, fromMs: number, toMs: number, count: number): readonly number[] {
  const rough = (toMs - fromMs) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 0.001)));
  const decimal = [1, 2, 5, 10].map((factor) => factor * power);
  const fits = (candidate: number) => candidate >= rough;
  const step = (rough > 500 ? STEPS_MS.find(fits) : undefined) ?? decimal.find(fits) ?? power * 10;
  const first = Math.ceil((fromMs - originMs) / step);
  const last = Math.floor((toMs - originMs) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => originMs + (first + index) * step);
}

/** `200 ms`, `30 s`, `1 min 30 s`: a tick's distance from the first one, exactly. */
export function tickText(ms: number): string {
  const parts = [
    [Math.floor(ms / 3_600_000), 'h'],
    [Math.floor(ms / 60_000) % 60, 'min'],
    [ms >= 60_000 ? Math.round(ms / 1000) % 60 : Number((ms >= 1000 ? ms / 1000 : 0).toFixed(3)), 's'],
    [ms < 1000 ? Number(ms.toPrecision(6)) : 0, 'ms'],
  ] as const;
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}
