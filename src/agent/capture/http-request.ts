/** The HTTP request that carried a message, as the SDK's transports describe it in `extra`. */
import { isRecord } from './json-rpc.js';

/** One of its headers: v1 has them in `extra.requestInfo.headers`, v2 in `extra.request.headers`. */
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

/** Whether a message arrived by HTTP, as far as the transport says. */
export function arrivedByHttp(extra: unknown): boolean {
  return isRecord(extra) && (isRecord(extra['requestInfo']) || isRecord(extra['request']));
}
