/** W3C trace context of a request: its `_meta.traceparent` (SEP-414), else the HTTP header. */
import { httpHeader } from './http-request.js';
import { metaOf, type Params } from './json-rpc.js';

export interface TraceParent {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly parentSpanId: string;
}

const TRACEPARENT = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(?:$|-)/;

/** https://www.w3.org/TR/trace-context/#traceparent-header; `undefined` for anything else. */
export function parseTraceParent(value: unknown): TraceParent | undefined {
  if (typeof value !== 'string') return undefined;
  const [, traceId, parentSpanId] = TRACEPARENT.exec(value.trim()) ?? [];
  if (traceId === undefined || parentSpanId === undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(parentSpanId)) return undefined;
  return { traceId, parentSpanId };
}

export function traceParentOf(params: Params, extra: unknown): TraceParent | undefined {
  return parseTraceParent(metaOf(params)['traceparent']) ?? parseTraceParent(httpHeader(extra, 'traceparent'));
}
