/**
 * What is kept on disk of a call while it is open: one line of JSON. The pipeline writes it when the call begins; whoever
 * finds it after the death of the process makes the event of the call from it (#10).
 */
import type { BegunCall } from './model.js';

/** Of a record with its line break. */
export const MAX_RECORD_BYTES = 8192;

/** What of a record is redacted, and limited: each is JSON. */
export interface RecordParts {
  readonly requestId: string;
  readonly params: string;
  /** The event without what differs from call to call. */
  readonly like: string;
}

export function formatRecord(call: BegunCall, { requestId, params, like }: RecordParts): string {
  const { spanId, traceId, parentSpanId, startedMs } = call;
  const parent = parentSpanId === null ? 'null' : `"${parentSpanId}"`;
  return `{"span_id":"${spanId}","trace_id":"${traceId}","parent_span_id":${parent},"started":${startedMs},"request_id":${requestId},"request_params":${params},"like":${like}}\n`;
}

/** A call that was open when its process died. */
export interface OpenCall {
  readonly spanId: string;
  /** Its event, complete; `diedMs`: the last sign of life, in milliseconds since 1970. */
  eventAt(diedMs: number): object;
}

/** `undefined` for text that is not a whole record. */
export function parseRecord(text: string): OpenCall | undefined {
  const { span_id, trace_id, parent_span_id, started, request_id, request_params, like } = parseObject(text);
  if (typeof span_id !== 'string' || !SPAN_ID.test(span_id)) return undefined;
  if (typeof started !== 'number' || !isRecord(like)) return undefined;
  const spanId = span_id;
  return {
    spanId,
    eventAt(diedMs) {
      const lastedMs = Math.max(0, Math.round(diedMs - started));
      const own = request_id === null ? {} : { 'jsonrpc.request.id': String(request_id) };
      const attributes = isRecord(like['attributes']) ? like['attributes'] : {};
      return {
        ...like,
        event_id: eventId(started + lastedMs, spanId),
        trace_id,
        span_id: spanId,
        parent_span_id,
        started_at: isoTime(started),
        ended_at: isoTime(started + lastedMs),
        duration_ms: lastedMs,
        request_params,
        attributes: { ...attributes, ...own },
      };
    },
  };
}

const SPAN_ID = /^[\da-f]{16}$/;

/** In the form of the others, which sort by time; a call has one such event, so its span makes it unique. */
function eventId(endedMs: number, spanId: string): string {
  return `${Math.trunc(endedMs).toString(16).padStart(12, '0')}-${spanId}-ffffff`;
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
