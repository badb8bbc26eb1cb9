/** W3C trace context of a request: its `_meta.traceparent` (SEP-414), else the HTTP header. */
import { isRecord, metaOf, type Params } from './json-rpc.js';

export interface TraceParent {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly parentSpanId: string;
}

const TRACEPARENT = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(?:$|-)/;

/** https://www.w3.org/TR/trace-context/#traceparent-header; `undefined` for anything that is not one. */
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

/** A header of the HTTP request that carried a message: v1 `extra.requestInfo.headers`, v2 `extra.request.headers`. */
export function httpHeader(extra: unknown, name: string): string | undefined {
  if (!isRecord(extra)) return undefined;
  const request = isRecord(extra['requestInfo']) ? extra['requestInfo'] : extra['request'];
  const headers = isRecord(request) ? request['headers'] : undefined;
  if (!isRecord(headers)) return undefined;
  // Not `instanceof Headers`: naming that global makes Node load its whole fetch.
  const { get } = headers;
  const value: unknown = typeof get === 'function' ? get.call(headers, name) : headers[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

/** Whether HTTP carried a message, as far as the transport says. */
export function cameByHttp(extra: unknown): boolean {
  return isRecord(extra) && (isRecord(extra['requestInfo']) || isRecord(extra['request']));
}
