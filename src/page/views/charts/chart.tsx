/** One chart by uPlot, in the page's colours; it is drawn again when they change. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { durationOf, textOf } from '../../format/quantity.js';
import { shownText } from '../../format/shown-text.js';
import { axisTimes, dateOf, shortTime } from '../../format/time.js';
import { colours } from '../../state/preferences.js';

export interface ChartLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** The colour that it has elsewhere in the page, from 1 to 8; 0 is neutral. */
  readonly hue?: number;
}

interface Props {
  readonly title: string;
  readonly unit: '' | 'ms';
  /** The colour of a single line. */
  readonly tone?: 'accent' | 'error';
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  /** So many of them are over: the lines end there, and what was counted since is a ring. */
  readonly finished: number;
  readonly lines: readonly ChartLine[];
}

/** A wide window has room for taller charts. */
const heightOf = (width: number): number => (width < 1700 ? 180 : 280);
const hueName = (hue: number): string => (hue === 0 ? '--faint' : `--hue-${hue}`);
/** Lines beyond these are one, the rest: neutral, and dashed. */
const HUES = 8;

export function Chart({ title, unit, tone = 'accent', times, finished, lines }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = colours.value;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const data: uPlot.AlignedData = [times.map((ms) => ms / 1000), ...lines.map(({ values }) => [...values])];
    const plot = new uPlot(options(element, { unit, tone, finished, lines }), data, element);
    for (const label of plot.root.querySelectorAll<HTMLElement>('.u-label')) label.title = label.textContent ?? '';
    const observer = new ResizeObserver(() => plot.setSize(sizeOfChart(element)));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [times, finished, lines, unit, tone, drawn]);
  return (
    <figure class="chart" aria-label={title}>
      <figcaption>{title}</figcaption>
      <div ref={box} aria-hidden="true" />
    </figure>
  );
}

const sizeOfChart = ({ clientWidth: width }: HTMLElement) => ({ width, height: heightOf(width) });

/** On the 24-hour clock, as everywhere in the page. */
const axisTexts = (seconds: readonly number[]): string[] => [...axisTimes(seconds.map((second) => second * 1000))];
function pointTime(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  return `${dateOf(iso)} ${shortTime(iso)}`;
}

/** Values between two gaps: no line reaches them, and without a point they could not be seen. */
function lonePoints(values: ArrayLike<number | null | undefined>, finished: number): number[] {
  const isMissing = (index: number) => index >= finished || values[index] == null;
  return Array.from({ length: finished }, (_, index) => index).filter(
    (index) => !isMissing(index) && isMissing(index - 1) && isMissing(index + 1),
  );
}

const drawLine = uPlot.paths.linear?.();

const RING_PX = 3;

/** What an interval has that is not over: no line leads there, it would fall as if everything had stopped. */
function drawRings(plot: uPlot, finished: number, colorOf: (index: number) => string): void {
  const { ctx } = plot;
  ctx.save();
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  for (const [index, values] of plot.data.slice(1).entries()) {
    if (plot.series[index + 1]?.show !== true) continue;
    ctx.strokeStyle = colorOf(index);
    for (let at = finished; at < values.length; at += 1) {
      const [time, value] = [plot.data[0][at], values[at]];
      if (time === undefined || value == null || value === 0) continue;
      ctx.beginPath();
      ctx.arc(plot.valToPos(time, 'x', true), plot.valToPos(value, 'y', true), RING_PX * uPlot.pxRatio, 0, 2 * Math.PI);
      ctx.stroke();
    }
  }
  ctx.restore();
}

function options(
  element: HTMLElement,
  { unit, tone, finished, lines }: Required<Pick<Props, 'unit' | 'tone' | 'finished' | 'lines'>>,
): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const shown = (value: number | null) =>
    value === null ? '–' : unit === 'ms' ? textOf(durationOf(value)) : String(Number(value.toFixed(1)));
  const axis: uPlot.Axis = {
    stroke: color('--secondary'),
    font: `11px ${style.fontFamily}`,
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
    gap: 6,
  };
  const lineColor = (index: number) =>
    color(lines.length === 1 ? `--${tone}` : hueName(lines[index]?.hue ?? (index < HUES ? index + 1 : 0)));
  return {
    ...sizeOfChart(element),
    // What a single line is, the chart’s title says.
    legend: { show: lines.length > 1, live: true },
    cursor: { sync: { key: 'charts' }, points: { show: false } },
    hooks: { draw: [(plot) => drawRings(plot, finished, lineColor)] },
    scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
    axes: [
      { ...axis, size: 28, space: 80, values: (_, seconds) => axisTexts(seconds) },
      { ...axis, size: 64, values: (_, values) => values.map((value) => shown(value)) },
    ],
    series: [
      { value: (_: uPlot, seconds: number | null) => (seconds === null ? '' : pointTime(seconds)) },
      ...lines.map(({ label }, index) => ({
        label: shownText(label),
        stroke: lineColor(index),
        ...(lines.length === 1 ? { fill: `${color(`--${tone}`)}1a` } : {}),
        width: 1.5,
        dash: index < HUES ? [] : [4, 3],
        paths: (plot: uPlot, at: number, from: number, to: number) =>
          drawLine?.(plot, at, from, Math.min(to, finished - 1)) ?? null,
        points: {
          size: 4,
          width: 0,
          fill: lineColor(index),
          filter: (plot: uPlot, at: number) => lonePoints(plot.data[at] ?? [], finished),
        },
        spanGaps: false,
        value: (_: uPlot, value: number | null, __: number, at: number | null) =>
          at === null ? '' : shown(value) + (at < finished ? '' : ' so far'),
      })),
    ],
  };
}
