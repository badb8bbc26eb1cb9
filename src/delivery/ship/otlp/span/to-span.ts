/** One event to one span; `undefined` for what has no span: the end of a session, and what was not sampled. */
import type { AttributeLimits, SamplerSettings } from '../../../../config/otlp/otlp-settings.js';
import type { PayloadMode } from '../../../../model.js';
import { SPAN_KIND, type Span, type SpanEvent, STATUS_CODE } from '../encode/messages.js';
import { limitAttributes } from './attribute-limits.js';
import { failureOf, type OperationFailure } from './failure.js';
import { isAboutCall, isOutbound, type Role, roleOf, targetOf } from './operation.js';
import { spanAttributes } from './operation-attributes.js';
import { ownAttributes } from './own-attributes.js';
import { payloadAttributes } from './payload-attributes.js';
import type { RecordedEvent } from './recorded-event.js';
import { microseconds } from './time.js';
import { isSampled, linkOf, spanFlags, traceFlags, traceState } from './trace-attributes.js';

export interface SpanOptions {
  readonly payloads: PayloadMode;
  readonly limits: AttributeLimits;
  readonly sampler: SamplerSettings;
}

export function toSpan(event: RecordedEvent, { payloads, limits, sampler }: SpanOptions): Span | undefined {
  const flags = traceFlags(event, sampler);
  const startUs = microseconds(event.started_at);
  const role = roleOf(event);
  if (role === 'session' || !isSampled(flags)) return undefined;
  const isOwn = isOutbound(event);
  const endUs = startUs + Math.max(0, Math.round(event.duration_ms * 1000));
  const failure = failureOf(event, isOwn);
  const mayQuote = payloads === 'full' || failure?.isResult !== true;
  const { attributes, dropped } = limitAttributes(
    { ...spanAttributes(event), ...ownAttributes(event, payloads === 'full'), ...payloadAttributes(event, payloads) },
    limits,
  );
  const { parent_span_id: parent } = event;
  const state = traceState(event);
  const link = linkOf(event);
  const exception = exceptionOf(event, endUs, { mayQuote, limits });
  return {
    traceId: event.trace_id,
    spanId: event.span_id,
    ...(state === '' ? {} : { traceState: state }),
    ...(parent === null ? {} : { parentSpanId: parent }),
    name: nameOf(event, role),
    kind: role === 'note' ? SPAN_KIND.internal : isOwn ? SPAN_KIND.client : SPAN_KIND.server,
    startUs,
    endUs,
    attributes,
    ...(dropped === 0 ? {} : { droppedAttributesCount: dropped }),
    ...(exception === undefined ? {} : { events: [exception] }),
    ...(link === undefined ? {} : { links: [link] }),
    ...(failure === undefined ? {} : { status: statusOf(failure, mayQuote) }),
    flags: spanFlags(flags, parent !== null && !isOwn && role !== 'note' && !isAboutCall(event)),
  };
}

function nameOf(event: RecordedEvent, role: Role): string {
  const target = targetOf(event);
  if (role === 'note') return event.event_type === 'tool_call' ? `task ${target}` : event.event_name;
  return target === '' ? event.mcp_method : `${event.mcp_method} ${target}`;
}

function statusOf({ message }: OperationFailure, mayQuote: boolean): NonNullable<Span['status']> {
  return mayQuote && message !== '' ? { code: STATUS_CODE.error, message } : { code: STATUS_CODE.error };
}

const FRAMES = /^\s+at .*$/gm;

/**
 * What the handler threw, as a span event (specification/trace/exceptions.md). Its text becomes a tool's result, so it
 * is left out together with results, from the first lines of the stack too.
 */
function exceptionOf(
  { attributes }: RecordedEvent,
  timeUs: number,
  { mayQuote, limits }: { readonly mayQuote: boolean; readonly limits: AttributeLimits },
): SpanEvent | undefined {
  const {
    'exception.type': type = '',
    'exception.message': message = '',
    'exception.stacktrace': stack = '',
  } = attributes;
  if (type === '' && message === '') return undefined;
  const stacktrace = mayQuote ? stack : (stack.match(FRAMES)?.join('\n') ?? '');
  const all = {
    ...(type === '' ? {} : { 'exception.type': type }),
    ...(mayQuote && message !== '' ? { 'exception.message': message } : {}),
    ...(stacktrace === '' ? {} : { 'exception.stacktrace': stacktrace }),
  };
  // The count is that of the span's own attributes.
  const limited = limitAttributes(all, { ...limits, count: Number.POSITIVE_INFINITY });
  return { timeUs, name: 'exception', attributes: limited.attributes };
}
