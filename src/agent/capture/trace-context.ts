/**
 * W3C trace context of a request: its `_meta.traceparent` (SEP-414), else the span of the host in whose context it
 * arrived, else the HTTP header.
 */
import type { TraceSettings } from '../../config/otlp/otlp-settings.js';
import { isTraceSampled } from '../../config/otlp/sampler.js';
import { TRACE_ATTRIBUTE } from '../../config/otlp/trace-attribute.js';
import { ambientSpan } from '../../host-opentelemetry.js';
import type { CallSpan, TraceCarrier } from '../../model.js';
import { NOTHING } from './attributes.js';
import { httpHeader } from './http-request.js';
import { metaOf, type Params } from './json-rpc.js';
import { keptText } from './kept-text.js';

export interface TraceParent {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly parentSpanId: string;
  readonly flags: number;
}

/** Of the first version exactly, of later ones what they have in common with it. */
const TRACEPARENT = /^(?:00(?=.{53}$)|(?!00|ff)[\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:$|-)/;
/** Sampled, and random: what the others will mean is not known, and they are not passed on. */
const KNOWN_FLAGS = 0x03;

/** https://www.w3.org/TR/trace-context/#traceparent-header; `undefined` for anything else. */
export function parseTraceParent(value: unknown): TraceParent | undefined {
  if (typeof value !== 'string') return undefined;
  const [, traceId, parentSpanId, flags] = TRACEPARENT.exec(value.trim()) ?? [];
  if (traceId === undefined || parentSpanId === undefined || flags === undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(parentSpanId)) return undefined;
  return { traceId, parentSpanId, flags: Number.parseInt(flags, 16) & KNOWN_FLAGS };
}

export function traceParentOf(params: Params, extra: unknown): TraceParent | undefined {
  return parseTraceParent(metaOf(params)['traceparent']) ?? parseTraceParent(httpHeader(extra, 'traceparent'));
}

/** How a call is traced. */
export interface CallTrace {
  readonly parent: TraceParent | undefined;
  /** For the event. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Of the call's own span; `undefined` when no spans are sent, and the host's are then left alone. */
  readonly flags: number | undefined;
  /** What comes from the request, and goes on with requests to the client. */
  readonly passedOn?: Omit<TraceCarrier, 'traceparent'>;
}

/** W3C: a `tracestate` that is longer may be cut, but not within a member. */
const STATE_CHARS = 512;
/** W3C: a `baggage` of this length must be passed on. */
const BAGGAGE_CHARS = 8192;

/** `tracing`: `undefined` when no spans are sent. `ownTraceId`: the trace of a call without a parent. */
export function callTraceOf(
  params: Params,
  extra: unknown,
  tracing: TraceSettings | undefined,
  ownTraceId: string,
): CallTrace {
  if (tracing === undefined) return { parent: traceParentOf(params, extra), attributes: NOTHING, flags: undefined };
  const meta = tracing.isRead ? parseTraceParent(metaOf(params)['traceparent']) : undefined;
  const ambient = ambientSpan();
  const isAmbientFirst = tracing.parent === 'ambient' && ambient !== undefined;
  const header = tracing.isRead ? parseTraceParent(httpHeader(extra, 'traceparent')) : undefined;
  const parent = (isAmbientFirst ? undefined : meta) ?? asParent(ambient) ?? header;
  const isSampled = isTraceSampled(parent?.traceId ?? ownTraceId, parent && (parent.flags & 1) === 1, tracing.sampler);
  const flags = ((parent?.flags ?? 0) & ~1) | (isSampled ? 1 : 0);
  const passedOn = passedOnBy(readerOf(parent, { meta, header, ambient }, params, extra), tracing);
  const linked = isAmbientFirst ? meta && spanOfParent(meta) : meta && ambient;
  const attributes = {
    [TRACE_ATTRIBUTE.flags]: hexByte(flags),
    ...(passedOn.tracestate === undefined ? {} : { [TRACE_ATTRIBUTE.state]: passedOn.tracestate }),
    ...(linked === undefined ? {} : { [TRACE_ATTRIBUTE.link]: traceParentText(linked) }),
  };
  return { parent, attributes, flags, passedOn };
}

type Reader = (name: string) => unknown;

interface Candidates {
  readonly meta: TraceParent | undefined;
  readonly header: TraceParent | undefined;
  readonly ambient: CallSpan | undefined;
}

/** Reads what came with `parent`: from where it came itself. The ambient span has no baggage: the host passes that on. */
function readerOf(parent: TraceParent | undefined, from: Candidates, params: Params, extra: unknown): Reader {
  const { meta, header, ambient } = from;
  if (parent === undefined) return () => undefined;
  if (parent === meta) return (name) => metaOf(params)[name];
  if (parent === header) return (name) => httpHeader(extra, name);
  return (name) => (name === 'tracestate' ? ambient?.traceState : undefined);
}

function passedOnBy(carried: Reader, { hasBaggage }: TraceSettings): Omit<TraceCarrier, 'traceparent'> {
  const state = wholeMembers(carried('tracestate'));
  const baggage = hasBaggage ? carried('baggage') : undefined;
  return {
    ...(isFilled(state) ? { tracestate: state } : {}),
    ...(isFilled(baggage) && baggage.length <= BAGGAGE_CHARS ? { baggage } : {}),
  };
}

/** As many of the first members as may be kept. */
function wholeMembers(state: unknown): unknown {
  if (typeof state !== 'string' || state.length <= STATE_CHARS) return state;
  return keptText(state, Math.max(0, state.lastIndexOf(',', STATE_CHARS)));
}

const isFilled = (value: unknown): value is string => typeof value === 'string' && value !== '';

function asParent(span: CallSpan | undefined): TraceParent | undefined {
  return span && { traceId: span.traceId, parentSpanId: span.spanId, flags: span.traceFlags };
}

const spanOfParent = ({ traceId, parentSpanId, flags }: TraceParent): CallSpan => ({
  traceId,
  spanId: parentSpanId,
  traceFlags: flags,
});

/** As in the `traceparent` header. */
export const traceParentText = ({ traceId, spanId, traceFlags }: CallSpan): string =>
  `00-${traceId}-${spanId}-${hexByte(traceFlags)}`;

const hexByte = (value: number) => value.toString(16).padStart(2, '0');
