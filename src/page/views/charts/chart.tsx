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
  readonly lines: readonly ChartLine[];
}

/** A wide window has room for taller charts. */
const heightOf = (width: number): number => (width < 1700 ? 180 : 280);
const hueName = (hue: number): string => (hue === 0 ? '--faint' : `--hue-${hue}`);
/** Lines beyond these are one, the rest: neutral, and dashed. */
const HUES = 8;

export function Chart({ title, unit, tone = 'accent', times, lines }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = colours.value;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const data: uPlot.AlignedData = [times.map((ms) => ms / 1000), ...lines.map(({ values }) => [...values])];
    const plot = new uPlot(options(element, unit, tone, lines), data, element);
    for (const label of plot.root.querySelectorAll<HTMLElement>('.u-label')) label.title = label.textContent ?? '';
    const observer = new ResizeObserver(() => plot.setSize(sizeOfChart(element)));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [times, lines, unit, tone, drawn]);
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
function lonePoints(values: ArrayLike<number | null | undefined>): number[] {
  const isMissing = (index: number) => values[index] == null;
  return Array.from({ length: values.length }, (_, index) => index).filter(
    (index) => !isMissing(index) && isMissing(index - 1) && isMissing(index + 1),
  );
}

function options(
  element: HTMLElement,
  unit: Props['unit'],
  tone: 'accent' | 'error',
  lines: readonly ChartLine[],
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
        points: {
          size: 4,
          width: 0,
          fill: lineColor(index),
          filter: (plot: uPlot, at: number) => lonePoints(plot.data[at] ?? []),
        },
        spanGaps: false,
        value: (_: uPlot, value: number | null, __: number, at: number | null) => (at === null ? '' : shown(value)),
      })),
    ],
  };
}
