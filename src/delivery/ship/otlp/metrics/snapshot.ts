/**
 * The state of the metrics as one line of JSON, written to the spool so that whoever adopts it can send the last point
 * of a process that has died. Reading one back never throws.
 */
import { isObject } from '../span/recorded-event.js';
import { BOUNDS } from './bounds.js';
import { isDurationName } from './instruments.js';
import type { SeriesState } from './series.js';

export interface Snapshot {
  /** Start of the process: all counts are since then. */
  readonly startUs: number;
  readonly timeUs: number;
  readonly series: readonly SeriesState[];
  /** Lost events by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

const VERSION = 1;

export function formatSnapshot({ startUs, timeUs, series, dropped }: Snapshot): string {
  const rows = series.map(({ name, attributes, count, sum, min, max, buckets }) => ({
    name,
    attributes,
    count,
    sum,
    min,
    max,
    buckets,
  }));
  return JSON.stringify({ 'mcpwatch.metrics': VERSION, startUs, timeUs, series: rows, dropped });
}

/** `undefined` when `line` is not a snapshot of this version. */
export function parseSnapshot(line: string): Snapshot | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isSnapshot(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const isSeconds = (value: unknown) => typeof value === 'number' && value >= 0 && Number.isFinite(value);

function isSnapshot(value: unknown): value is Snapshot {
  if (!isObject(value) || value['mcpwatch.metrics'] !== VERSION) return false;
  const { startUs, timeUs, series, dropped } = value;
  if (!isCount(startUs) || !isCount(timeUs)) return false;
  if (!Array.isArray(series) || !series.every(isSeries)) return false;
  return isObject(dropped) && Object.values(dropped).every(isCount);
}

function isSeries(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { name, attributes, count, sum, min, max, buckets } = value;
  if (!isDurationName(name) || !isObject(attributes) || !Object.values(attributes).every(isAttribute)) return false;
  if (!isCount(count) || ![sum, min, max].every(isSeconds)) return false;
  return Array.isArray(buckets) && buckets.length === BOUNDS.length + 1 && buckets.every(isCount);
}

const isAttribute = (value: unknown) => typeof value === 'string' || typeof value === 'boolean';
