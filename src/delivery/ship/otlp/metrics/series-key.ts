/** What tells the series of a stream apart. */
import type { Attributes } from '../encode/messages.js';
import type { DurationName } from './instruments.js';

/** Attributes come from one table, always in its order. */
export function seriesKey(name: DurationName, attributes: Attributes): string {
  return JSON.stringify([name, attributes]);
}
