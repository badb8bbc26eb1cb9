/** Decides once per finished event whether it is kept, and marks the kept ones so that a receiver can count them. */
import type { SampleKeep } from '../../../config/policies.js';
import type { EventType, McpWatchEvent } from '../../../model.js';
import { randomUnit } from '../../../random.js';

/** Why an event is kept: it was drawn, a rule keeps it anyway, or its type is always kept. */
export type Verdict = 'drawn' | 'errors' | 'slow' | 'always' | 'dropped';

export type Sampler = (event: McpWatchEvent) => Verdict;

const NEVER_SAMPLED: ReadonlySet<EventType> = new Set<EventType>(['initialize', 'close']);

/** `rate` is from 0 to 1; `random` returns 0 up to, but not including, 1. */
export function createSampler(rate: number, keep: SampleKeep, random: () => number = randomUnit): Sampler {
  if (rate >= 1) return () => 'always';
  const slowMs = keep.slowerThanMs ?? Number.POSITIVE_INFINITY;
  return (event) => {
    if (NEVER_SAMPLED.has(event.event_type)) return 'always';
    if (random() < rate) return 'drawn';
    if (keep.errors && event.is_error) return 'errors';
    return event.duration_ms >= slowMs ? 'slow' : 'dropped';
  };
}

/**
 * What a receiver needs to estimate totals: an event with a rate represents 1 / rate events; one that also has
 * `sample_kept` is left out of the estimate, because those represent it already; one without a rate counts as one.
 */
export function sampleAttributes(verdict: Verdict, rate: number): Readonly<Record<string, string>> | undefined {
  if (verdict === 'always' || verdict === 'dropped') return undefined;
  const stamped = { 'mcpwatch.sample_rate': String(rate) };
  return verdict === 'drawn' ? stamped : { ...stamped, 'mcpwatch.sample_kept': verdict };
}
