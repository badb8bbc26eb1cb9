/**
 * Checks that a value from the network is an event, by a table of fields. Every MCPWatch SDK is accepted; the Python SDK
 * fills in fewer fields than event.schema.json requires of this one.
 */
import type { EventType, McpWatchEvent, TransportType } from '../../model.js';

/** An event from any MCPWatch SDK. */
export type ReceivedEvent = Omit<McpWatchEvent, 'transport_type' | 'ended_at'> & {
  /** The Python SDK sets it on `initialize` and `close` only. */
  readonly transport_type: TransportType | '';
  /** `null` in the Python SDK for events made by hand, and for calls that have not ended. */
  readonly ended_at: string | null;
};

interface FieldRule {
  /** Completes "expected …". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

const isString = (value: unknown): value is string => typeof value === 'string';

const rule = (expected: string, accepts: (value: unknown) => boolean): FieldRule => ({ expected, accepts });
const matching = (expected: string, pattern: RegExp) =>
  rule(expected, (value) => isString(value) && pattern.test(value));
const orNull = ({ expected, accepts }: FieldRule) =>
  rule(`${expected} or null`, (value) => value === null || accepts(value));
const oneOf = <T extends string>(words: Readonly<Record<T, true>>) =>
  rule(
    `one of ${Object.keys(words)
      .map((word) => word || '""')
      .join(', ')}`,
    (value) => isString(value) && Object.hasOwn(words, value),
  );

const text = rule('a string', isString);
const anything = rule('any JSON value', (value) => value !== undefined);
const time = rule('an ISO 8601 time', (value) => isString(value) && !Number.isNaN(Date.parse(value)));
const hex = (digits: number) => matching(`${digits} hex digits`, new RegExp(`^[0-9a-f]{${digits}}$`));

const EVENT_TYPES: Readonly<Record<EventType, true>> = {
  tool_call: true,
  resource_read: true,
  prompt_get: true,
  initialize: true,
  close: true,
  notification: true,
  error: true,
  request: true,
};

const TRANSPORT_TYPES: Readonly<Record<ReceivedEvent['transport_type'], true>> = {
  stdio: true,
  sse: true,
  'streamable-http': true,
  websocket: true,
  unknown: true,
  '': true,
};

const FIELDS = {
  event_id: matching('1 to 200 characters', /^.{1,200}$/s),
  trace_id: hex(32),
  span_id: hex(16),
  parent_span_id: orNull(hex(16)),
  event_type: oneOf(EVENT_TYPES),
  event_name: text,
  started_at: time,
  ended_at: orNull(time),
  duration_ms: rule('a number from 0 to 1e12', (value) => typeof value === 'number' && value >= 0 && value <= 1e12),
  mcp_method: text,
  mcp_protocol_version: text,
  request_params: anything,
  response_content: anything,
  is_error: rule('true or false', (value) => typeof value === 'boolean'),
  error_code: orNull(rule('a number', (value) => typeof value === 'number')),
  error_message: orNull(text),
  transport_type: oneOf(TRANSPORT_TYPES),
  server_name: text,
  server_version: text,
  client_name: text,
  client_version: text,
  attributes: rule('an object of strings', (value) => isRecord(value) && Object.values(value).every(isString)),
  sdk_name: text,
  sdk_version: text,
} satisfies Readonly<Record<keyof ReceivedEvent, FieldRule>>;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Why `value` is not an event; `undefined` when it is one. Unknown fields are accepted. */
export function eventFault(value: unknown): string | undefined {
  if (!isRecord(value)) return 'expected an object';
  for (const [field, { expected, accepts }] of Object.entries(FIELDS)) {
    if (!accepts(value[field])) return `${field}: expected ${expected}`;
  }
  return undefined;
}

export function isEvent(value: unknown): value is ReceivedEvent {
  return eventFault(value) === undefined;
}
