/** One chart by uPlot, in the page's colours; it is drawn again when they change. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { durationOf, textOf } from '../../format/quantity.js';
import { shortTime } from '../../format/time.js';
import { colours } from '../../state/preferences.js';

export interface ChartLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
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

const HEIGHT_PX = 180;
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
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
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

/** Axis labels on the 24-hour clock, as everywhere in the page. */
const axisTime = (seconds: number): string => shortTime(new Date(seconds * 1000).toISOString());

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
    color(lines.length === 1 ? `--${tone}` : index < HUES ? `--hue-${index + 1}` : '--faint');
  return {
    width: element.clientWidth,
    height: HEIGHT_PX,
    // What a single line is, the chart’s title says.
    legend: { show: lines.length > 1, live: true },
    cursor: { sync: { key: 'charts' }, points: { show: false } },
    scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
    axes: [
      { ...axis, size: 28, values: (_, seconds) => seconds.map(axisTime) },
      { ...axis, size: 64, values: (_, values) => values.map((value) => shown(value)) },
    ],
    series: [
      { value: (_: uPlot, seconds: number | null) => (seconds === null ? '' : axisTime(seconds)) },
      ...lines.map(({ label }, index) => ({
        label,
        stroke: lineColor(index),
        ...(lines.length === 1 ? { fill: `${color(`--${tone}`)}1a` } : {}),
        width: 1.5,
        dash: index < HUES ? [] : [4, 3],
        // A value between two gaps is no line: without its point it could not be seen.
        points: { show: unit === 'ms', size: 4, width: 0, fill: lineColor(index) },
        spanGaps: false,
        value: (_: uPlot, value: number | null, __: number, at: number | null) => (at === null ? '' : shown(value)),
      })),
    ],
  };
}
