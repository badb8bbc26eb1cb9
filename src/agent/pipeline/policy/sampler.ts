import type { SampleKeep } from '../../../config/policies.js';
import type { EventType, McpWatchEvent } from '../../../model.js';
import { randomUnit } from '../../../random.js';

/** Why an event is kept: the draw, the rule that keeps it whatever the draw, or a kind never drawn for. */
export type Verdict = 'drawn' | 'errors' | 'slow' | 'always' | 'dropped';

export type Sampler = (event: McpWatchEvent) => Verdict;

const NEVER_SAMPLED: ReadonlySet<EventType> = new Set<EventType>(['initialize', 'close']);

/** Draws once per finished event; `rate` from 0 to 1, `random` from 0 up to 1. */
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
 * What a receiver needs to count again: an event with a rate and no `sample_kept` stands for 1 / rate events,
 * one with `sample_kept` for none beyond those, one without a rate for itself.
 */
export function sampleAttributes(verdict: Verdict, rate: number): Readonly<Record<string, string>> | undefined {
  if (verdict === 'always' || verdict === 'dropped') return undefined;
  const stamped = { 'mcpwatch.sample_rate': String(rate) };
  return verdict === 'drawn' ? stamped : { ...stamped, 'mcpwatch.sample_kept': verdict };
}
