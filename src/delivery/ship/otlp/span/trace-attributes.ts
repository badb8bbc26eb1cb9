/** How an event carries what W3C Trace Context says beyond the ids. None of these attributes leaves as one. */
import type { SamplerSettings } from '../../../../config/otlp/otlp-settings.js';
import { isTraceSampled } from '../../../../config/otlp/sampler.js';
import { TRACE_ATTRIBUTE } from '../../../../config/otlp/trace-attribute.js';
import type { SpanLink } from '../encode/messages.js';
import type { RecordedEvent } from './recorded-event.js';
import { traceStateOf } from './trace-state.js';

const { flags: FLAGS, state: STATE, link: LINK } = TRACE_ATTRIBUTE;
export const TRACE_ATTRIBUTES: ReadonlySet<string> = new Set(Object.values(TRACE_ATTRIBUTE));

const SAMPLED = 0x01;
/** OTLP's bits 8 and 9: it is known whether the parent is in another process, and it is. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;
const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:$|-)/;

/** Where the event has none, nothing is known of a parent's decision: the trace id decides, alike for a whole trace. */
export function traceFlags(event: RecordedEvent, sampler: SamplerSettings): number {
  const text = event.attributes[FLAGS] ?? '';
  if (/^[\da-f]{2}$/.test(text)) return Number.parseInt(text, 16);
  return isTraceSampled(event.trace_id, undefined, sampler) ? SAMPLED : 0;
}

export const isSampled = (flags: number): boolean => (flags & SAMPLED) !== 0;

/** `isRemote`: the parent is in another process. */
export const spanFlags = (flags: number, isRemote: boolean): number =>
  flags | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0);

export const traceState = (event: RecordedEvent): string => traceStateOf(event.attributes[STATE]);

/** The ambient span is in this process. */
export function linkOf(event: RecordedEvent): SpanLink | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(event.attributes[LINK] ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, flags: spanFlags(Number.parseInt(flags, 16), false) };
}
