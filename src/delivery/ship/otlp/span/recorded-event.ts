/** An event as a line of the spool has it. A line that is not one is not sent: `undefined`. */
import type { McpWatchEvent } from '../../../../model.js';
import { isDuration, isTime } from './time.js';

/** `event_type` is open: a segment may have been written by a newer version. */
export type RecordedEvent = Omit<McpWatchEvent, 'event_type' | 'transport_type'> & {
  readonly event_type: string;
  readonly transport_type: string;
};

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isTextOrNull: Check = (value) => value === null || typeof value === 'string';
const isAnything: Check = () => true;
const isHex = (digits: number): Check => {
  const pattern = new RegExp(`^(?!0+$)[\\da-f]{${digits}}$`);
  return (value) => typeof value === 'string' && pattern.test(value);
};
const isSpanId = isHex(16);

const FIELDS: { readonly [K in keyof RecordedEvent]: Check } = {
  event_id: isText,
  trace_id: isHex(32),
  span_id: isSpanId,
  parent_span_id: (value) => value === null || isSpanId(value),
  event_type: isText,
  event_name: isText,
  started_at: isTime,
  ended_at: isText,
  duration_ms: isDuration,
  mcp_method: isText,
  mcp_protocol_version: isText,
  request_params: isAnything,
  response_content: isAnything,
  is_error: (value) => typeof value === 'boolean',
  error_code: (value) => value === null || typeof value === 'number',
  error_message: isTextOrNull,
  transport_type: isText,
  server_name: isText,
  server_version: isText,
  client_name: isText,
  client_version: isText,
  attributes: (value) => isObject(value) && Object.values(value).every(isText),
  sdk_name: isText,
  sdk_version: isText,
};
const CHECKS: ReadonlyArray<readonly [string, Check]> = Object.entries(FIELDS);

export function readEvent(line: Uint8Array): RecordedEvent | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.length).toString());
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is RecordedEvent {
  return isObject(value) && CHECKS.every(([name, isValid]) => isValid(value[name]));
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
