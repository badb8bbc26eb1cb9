/** One event as one line of JSON, every part within its bound. */
import type { McpWatchEvent, PayloadMode } from '../model.js';
import { MAX_ATTRIBUTES_BYTES, MAX_ERROR_BYTES, MAX_FIELD_BYTES } from './limits.js';
import { attributeWithoutValues, lengthOf, withoutQuery } from './payload-policy.js';
import type { PayloadWriter } from './payload-writer.js';
import type { WriteOptions } from './string-writing.js';
import { WrittenPayload } from './written-payload.js';

export interface EventLineWriter {
  /** Writes `event`; `extra` attributes are added to its own. */
  write(event: McpWatchEvent, mode: PayloadMode, extra: Readonly<Record<string, string>> | undefined): string;
  /** Writes one payload of an event ahead of it. */
  payload(value: unknown, mode: PayloadMode): WrittenPayload;
}

const FIELD: WriteOptions = { maxBytes: MAX_FIELD_BYTES, detail: 'values' };
const ERROR: WriteOptions = { maxBytes: MAX_ERROR_BYTES, detail: 'values' };
const ATTRIBUTES: WriteOptions = {
  maxBytes: MAX_ATTRIBUTES_BYTES,
  maxStringBytes: MAX_ERROR_BYTES,
  detail: 'values',
};

/** `maxPayloadBytes` bounds request_params and response_content, each. */
export function createEventLineWriter(writer: PayloadWriter, maxPayloadBytes: number): EventLineWriter {
  const full: WriteOptions = { maxBytes: maxPayloadBytes, detail: 'values' };
  const shape: WriteOptions = { maxBytes: maxPayloadBytes, detail: 'shape' };
  const field = (value: unknown) => writer.write(value, FIELD);
  const names = createRepeated(field);

  function payload(value: unknown, mode: PayloadMode): string {
    const written = WrittenPayload.jsonOf(value);
    if (written !== undefined) return written;
    if (mode === 'off' || value === null || value === undefined) return 'null';
    return writer.write(value, mode === 'full' ? full : shape);
  }

  function errorMessage(message: string | null, mode: PayloadMode): string {
    if (message === null || mode === 'off') return 'null';
    return mode === 'full' ? writer.write(message, ERROR) : `"${lengthOf(message)}"`;
  }

  function attributes(event: McpWatchEvent, mode: PayloadMode, extra: Readonly<Record<string, string>> | undefined) {
    const own = mode === 'full' ? event.attributes : withoutValues(event.attributes);
    return writer.write(extra === undefined ? own : { ...extra, ...own, ...extra }, ATTRIBUTES);
  }

  function write(event: McpWatchEvent, mode: PayloadMode, extra: Readonly<Record<string, string>> | undefined) {
    const name =
      mode !== 'full' && event.event_type === 'resource_read' ? withoutQuery(event.event_name) : event.event_name;
    return (
      `{"event_id":${field(event.event_id)},"trace_id":${field(event.trace_id)}` +
      `,"span_id":${field(event.span_id)},"parent_span_id":${field(event.parent_span_id)}` +
      `,"event_type":${field(event.event_type)},"started_at":${field(event.started_at)}` +
      `,"ended_at":${field(event.ended_at)},"event_name":${field(name)}` +
      `,"duration_ms":${finite(event.duration_ms) ?? 0}` +
      `,"request_params":${payload(event.request_params, mode)}` +
      `,"response_content":${payload(event.response_content, mode)}` +
      `,"is_error":${event.is_error === true},"error_code":${finite(event.error_code)}` +
      `,"error_message":${errorMessage(event.error_message, mode)}${names(event)}` +
      `,"attributes":${attributes(event, mode, extra)}}`
    );
  }

  return { write, payload: (value, mode) => new WrittenPayload(payload(value, mode)) };
}

const REPEATED = [
  'mcp_method',
  'mcp_protocol_version',
  'transport_type',
  'server_name',
  'server_version',
  'client_name',
  'client_version',
  'sdk_name',
  'sdk_version',
] as const satisfies ReadonlyArray<keyof McpWatchEvent>;

/** The fields that stay the same from call to call, written anew only when one of them changes. */
function createRepeated(field: (value: unknown) => string): (event: McpWatchEvent) => string {
  let last: McpWatchEvent | undefined;
  let text = '';
  return (event) => {
    if (last === undefined || !isSameSource(last, event)) {
      text = REPEATED.map((name) => `,"${name}":${field(event[name])}`).join('');
      last = { ...event, request_params: null, response_content: null };
    }
    return text;
  };
}

function isSameSource(one: McpWatchEvent, other: McpWatchEvent): boolean {
  return (
    one.mcp_method === other.mcp_method &&
    one.client_name === other.client_name &&
    one.client_version === other.client_version &&
    one.server_name === other.server_name &&
    one.server_version === other.server_version &&
    one.transport_type === other.transport_type &&
    one.mcp_protocol_version === other.mcp_protocol_version &&
    one.sdk_name === other.sdk_name &&
    one.sdk_version === other.sdk_version
  );
}

function finite(value: number | null): number | null {
  return Number.isFinite(value) ? value : null;
}

function withoutValues(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) out[name] = attributeWithoutValues(name, value);
  return out;
}
