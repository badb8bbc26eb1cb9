/**
 * The state of a stream of metrics as one line of JSON. It waits in the spool, so that whoever takes over the events of a
 * process that has died goes on counting where the process was, and sends its last point. Reading one back never throws.
 */
import type { Attributes } from '../encode/messages.js';
import { isObject } from '../span/recorded-event.js';
import { BOUNDS } from './bounds.js';
import { isDurationName } from './instruments.js';
import type { SeriesState } from './series.js';

/** What a point says. */
export interface Snapshot {
  /** Start of the process: all counts are since then. */
  readonly startUs: number;
  readonly timeUs: number;
  readonly series: readonly SeriesState[];
  /** Lost events by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

export interface StreamState {
  /** `Source.key`. */
  readonly key: string;
  readonly resource: Attributes;
  readonly counts: Snapshot;
  /** How many events it counts: of two states of a stream, the one with more is the later. */
  readonly revision: number;
  /** Up to which the receiver has it. */
  readonly sentRevision: number;
  /** Ids of the events that were counted last: they may come again, because their batch may not be acknowledged yet. */
  readonly lastCounted: readonly string[];
  /** What the receiver acknowledged last; `null` where differences are not sent. */
  readonly acknowledged: Snapshot | null;
}

/** Stands in `lastCounted` for a state that is part of another: of a server that is not told apart. */
const ABSORBED = 'state ';
export const absorbedId = ({ key, revision }: StreamState): string => `${ABSORBED}${revision} ${key}`;
export const absorbedBy = ({ lastCounted }: StreamState): string[] =>
  lastCounted.filter((id) => id.startsWith(ABSORBED));

const VERSION = 1;

export function formatState(state: StreamState): string {
  return JSON.stringify({ 'mcpwatch.metrics': VERSION, ...state });
}

/** `undefined` when `line` is not a state of this version. */
export function parseState(line: string): StreamState | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isState(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown) => typeof value === 'string';
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const isSeconds = (value: unknown) => typeof value === 'number' && value >= 0 && Number.isFinite(value);
const isAttribute = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
const areAttributes = (value: unknown) => isObject(value) && Object.values(value).every(isAttribute);

function isState(value: unknown): value is StreamState {
  if (!isObject(value) || value['mcpwatch.metrics'] !== VERSION) return false;
  const { key, resource, counts, revision, sentRevision, lastCounted, acknowledged } = value;
  if (!isText(key) || !areAttributes(resource) || !isCount(revision) || !isCount(sentRevision)) return false;
  if (!Array.isArray(lastCounted) || !lastCounted.every(isText)) return false;
  return isSnapshot(counts) && (acknowledged === null || isSnapshot(acknowledged));
}

function isSnapshot(value: unknown): value is Snapshot {
  if (!isObject(value)) return false;
  const { startUs, timeUs, series, dropped } = value;
  if (!isCount(startUs) || !isCount(timeUs)) return false;
  if (!Array.isArray(series) || !series.every(isSeries)) return false;
  return isObject(dropped) && Object.values(dropped).every(isCount);
}

function isSeries(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { name, attributes, count, sum, buckets, recent } = value;
  if (!isDurationName(name) || !areAttributes(attributes)) return false;
  if (!isCount(count) || !isSeconds(sum) || !isRange(value)) return false;
  if (recent !== null && !isRange(recent)) return false;
  return Array.isArray(buckets) && buckets.length === BOUNDS.length + 1 && buckets.every(isCount);
}

const isRange = (value: unknown) => isObject(value) && isSeconds(value['min']) && isSeconds(value['max']);
