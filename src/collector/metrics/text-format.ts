/** Prometheus text exposition format 0.0.4. */

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  /** Added to the metric's name: `_bucket`, `_sum`, `_count`, or empty. */
  readonly suffix: string;
  readonly labels: Labels;
  readonly value: number;
}

export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: Iterable<Sample>;
}

export const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

export function metricsText(metrics: readonly Metric[]): string {
  return metrics.map(metricText).join('');
}

function metricText({ name, help, type, samples }: Metric): string {
  const lines = [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`];
  for (const { suffix, labels, value } of samples) lines.push(`${name}${suffix}${labelsText(labels)} ${value}`);
  return `${lines.join('\n')}\n`;
}

/** A label that is empty is the same as none. */
function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
