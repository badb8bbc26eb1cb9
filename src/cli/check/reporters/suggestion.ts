/** How to set a limit on what was seen: one line, when there is none yet. */
import { formatQuantity } from '../../../analysis/budgets/quantity.js';
import { isCalled } from '../../../analysis/check/subject.js';
import { statisticsOf } from '../../../analysis/statistics/call-statistics.js';
import { shellWord } from '../repeat.js';
import type { Report } from '../report.js';

const ENOUGH_FOR_P95 = 20;

export function suggestion({ seen, expectations, repeat }: Report): readonly string[] {
  if (expectations.budgets.length > 0) return [];
  const called = seen.subjects.filter((subject) => subject.kind === 'tool' && isCalled(subject));
  const [most] = [...called].sort((a, b) => b.samples.length - a.samples.length);
  const of = most === undefined ? undefined : statisticsOf(most.samples);
  if (most === undefined || of === undefined) return [];
  const [metric, value] = of.calls >= ENOUGH_FOR_P95 ? ['p95', of.p95Ms] : ['max', of.maxMs];
  const limit = formatQuantity(roundedUp(value), 'ms').replace(' ', '');
  return ['', `to set a limit: ${repeat(`--budget ${shellWord(`${most.name}.${metric}<=${limit}`)}`)}`];
}

/** Twice of what was seen, at least 10 ms: a limit that noise alone does not break. */
function roundedUp(ms: number): number {
  const wanted = Math.max(10, 2 * ms);
  const step = 10 ** Math.floor(Math.log10(wanted));
  return Math.ceil(wanted / step) * step;
}
