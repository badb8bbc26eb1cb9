/** Rate, errors and latency over time, each with its numbers as a table: a canvas says nothing to a screen reader. */

import { useComputed } from '@preact/signals';
import type { Series, SeriesLine } from '../../api/types.js';
import { Partial } from '../../components/partial.js';
import { TableHead } from '../../components/table-head.js';
import { durationOf, textOf } from '../../format/quantity.js';
import { hueOf } from '../../format/server-hue.js';
import { dateOf, periodText, shortTime } from '../../format/time.js';
import { useLoaded } from '../../state/load.js';
import { filter, go, parameter } from '../../state/location.js';
import { collector, freshness } from '../../state/stream.js';
import { termsOf } from '../../state/term.js';
import { Failure } from '../empty/failure.js';
import { Nothing } from '../empty/nothing.js';
import { Chart, type ChartLine } from './chart.js';

const GROUPS = ['none', 'server', 'tool', 'status'] as const;
const GROUP_WORDS: Readonly<Record<(typeof GROUPS)[number], string>> = {
  none: 'all together',
  server: 'by server',
  tool: 'by tool',
  status: 'by status',
};

export function ChartsView() {
  const by = useComputed(() => GROUPS.find((known) => known === parameter('by')) ?? 'none');
  const firstAt = useComputed(() => collector.value?.seen.process?.at);
  const loaded = useLoaded<Series>(() => {
    void freshness.value;
    return {
      path: '/api/series',
      query: { filter: filter.value, by: by.value, points: POINTS, ...shortPeriod(filter.value, firstAt.value) },
    };
  });
  const { value } = loaded.value;
  if (loaded.value.status === 'failed' && value === undefined) return <Failure message={loaded.value.message} />;
  if (value === undefined) return <p class="notice">Loading…</p>;
  if (value.series.length === 0) return <Nothing />;
  return (
    <section class="page charts" aria-label="Charts" tabIndex={0}>
      <div class="charts-head">
        <div class="choice" role="radiogroup" aria-label="Group">
          {GROUPS.map((group) => (
            <button
              key={group}
              type="button"
              role="radio"
              aria-checked={by.value === group}
              onClick={() => go({ parameters: { by: group === 'none' ? '' : group } })}
            >
              {GROUP_WORDS[group]}
            </button>
          ))}
        </div>
        <span class="secondary">
          {periodText(value.from, value.to)} · one point is {textOf(durationOf(value.step_ms))}
          {value.source === 'rollup' && ' · percentiles are interpolated'}
          {value.finished < timesOf(value).length && ' · rings: not over yet'}
        </span>
      </div>
      <Partial isComplete={value.complete} />
      <Charts series={value} isGrouped={by.value !== 'none'} />
    </section>
  );
}

const HOUR_MS = 3_600_000;
const SHORTEST_MS = 60_000;
const POINTS = 120;
/** In a short period a point is longer than it could be: one call in a second would look like sixty a minute. */
const STEP_MS = 5000;

/** The collector shows an hour unless it is told otherwise: less where the first event is younger than that. */
function shortPeriod(text: string, first: string | undefined): Readonly<Record<string, string | number>> {
  if (first === undefined || termsOf(text).some((each) => /^(?:since|until):/.test(each))) return {};
  const to = Date.now();
  const age = to - Date.parse(first);
  if (age > HOUR_MS) return {};
  const from = Math.min(Date.parse(first) - age / 50, to - SHORTEST_MS);
  const points = Math.min(POINTS, Math.round((to - from) / STEP_MS));
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), points };
}

function Charts({ series, isGrouped }: { readonly series: Series; readonly isGrouped: boolean }) {
  const times = timesOf(series);
  const each = (read: (line: SeriesLine) => readonly (number | null)[]): readonly ChartLine[] =>
    series.series.map((line) => ({ label: nameOf(line), values: read(line), ...hueOfLine(line) }));
  const perMinute = (values: readonly number[]) => values.map((value) => (value * 60_000) / series.step_ms);
  const { finished } = series;
  const [first] = series.series;
  const latency: readonly ChartLine[] =
    isGrouped || first === undefined
      ? each((line) => line.p95_ms)
      : [
          { label: 'p50', values: first.p50_ms },
          { label: 'p95', values: first.p95_ms },
          { label: 'p99', values: first.p99_ms },
        ];
  return (
    <>
      <Chart title="Calls per minute" unit="" {...{ times, finished }} lines={each((line) => perMinute(line.calls))} />
      <Chart
        title="Errors per minute"
        tone="error"
        unit=""
        {...{ times, finished }}
        lines={each((line) => perMinute(line.errors))}
      />
      <Chart title={isGrouped ? 'Duration, p95' : 'Duration'} unit="ms" {...{ times, finished }} lines={latency} />
      <Table series={series} times={times} />
    </>
  );
}

function timesOf({ from, step_ms: stepMs, series }: Series): readonly number[] {
  const start = Date.parse(from);
  return (series[0]?.calls ?? []).map((_, index) => start + index * stepMs);
}

/** A server has its colour in charts too; tools and outcomes have none of their own. */
const hueOfLine = ({ key }: SeriesLine): { readonly hue?: number } =>
  key.server_name === undefined || key.event_name !== undefined ? {} : { hue: hueOf(key.server_name) };

function nameOf({ key }: SeriesLine): string {
  if (key.other === true) return 'the rest';
  return [key.server_name, key.event_name, key.status].filter((part) => part !== undefined).join(' ') || 'all';
}

const POINT_COLUMNS = [
  { title: 'Time' },
  { title: 'Of' },
  { title: 'Calls', isNumber: true },
  { title: 'Errors', isNumber: true },
  { title: 'p50', isNumber: true },
  { title: 'p95', isNumber: true },
  { title: 'p99', isNumber: true },
];

function Table({ series, times }: { readonly series: Series; readonly times: readonly number[] }) {
  const shown = times
    .map((time, index) => ({ time, index }))
    .filter(({ index }) => series.series.some(({ calls }) => (calls[index] ?? 0) > 0));
  const isOneDay = dateOf(series.from) === dateOf(series.to);
  const timeText = (iso: string) => (isOneDay ? '' : `${dateOf(iso)} `) + shortTime(iso);
  return (
    <details class="chart-table">
      <summary>The same as a table</summary>
      <table class="table">
        <TableHead columns={POINT_COLUMNS} />
        <tbody>
          {shown.flatMap(({ time, index }) =>
            series.series
              .filter(({ calls }) => (calls[index] ?? 0) > 0)
              .map((line) => (
                <tr key={`${time} ${nameOf(line)}`}>
                  <td>
                    {timeText(new Date(time).toISOString())}
                    {index >= series.finished && <span class="secondary"> so far</span>}
                  </td>
                  <td>{nameOf(line)}</td>
                  <td class="number">{line.calls[index]}</td>
                  <td class="number">{line.errors[index]}</td>
                  {[line.p50_ms, line.p95_ms, line.p99_ms].map((values, place) => (
                    <td key={place} class="number">
                      {values[index] == null ? '–' : textOf(durationOf(values[index] ?? 0))}
                    </td>
                  ))}
                </tr>
              )),
          )}
        </tbody>
      </table>
    </details>
  );
}
