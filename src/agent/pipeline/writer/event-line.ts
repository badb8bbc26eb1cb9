/** One event as one line of JSON, with every part within its size limit. */
import { LAST_FIELD } from '../../../event-line-end.js';
import type { McpWatchEvent, PayloadMode } from '../../../model.js';
import { attributesWithoutValues } from '../policy/attribute-policy.js';
import { lengthOf, withoutQuery } from '../policy/payload-policy.js';
import { CLOSE_BRACE, OPEN_BRACE } from './json-bytes.js';
import { type JsonName, jsonName } from './json-name.js';
import { MAX_ATTRIBUTES_BYTES, MAX_ERROR_BYTES, MAX_FIELD_BYTES, MAX_LIST_BYTES } from './payload-limits.js';
import type { JsonLine, PayloadWriter } from './payload-writer.js';
import type { WriteOptions } from './string-writing.js';
import { WrittenPayload } from './written-payload.js';

type Extra = Readonly<Record<string, string>> | undefined;

export interface EventLineWriter {
  /** Passes `event` to `use` as a line with its line break. `extra` attributes are added to its own. */
  write(event: McpWatchEvent, mode: PayloadMode, extra: Extra, use: (line: Buffer) => void): void;
  /** Writes one payload ahead of its event. */
  payload(value: unknown, mode: PayloadMode): WrittenPayload;
  /** JSON of one attribute, as its event would have it. */
  attribute(name: string, text: string, mode: PayloadMode): string;
}

const FIELD: WriteOptions = { maxBytes: MAX_FIELD_BYTES, detail: 'values' };
const ERROR: WriteOptions = { maxBytes: MAX_ERROR_BYTES, detail: 'values' };
/** Of the payloads of a request, whose params were written ahead of the event. */
const TASK_STATUS = 'mcpwatch.task.status';
const SIZE_OF_RESPONSE = 'mcpwatch.response.bytes';
const SIZE = { request: jsonName('mcpwatch.request.bytes'), response: jsonName(SIZE_OF_RESPONSE) };
const ESTIMATED = { 'mcpwatch.size': 'estimated' };
const ATTRIBUTES: WriteOptions = {
  maxBytes: MAX_ATTRIBUTES_BYTES,
  maxStringBytes: MAX_ERROR_BYTES,
  detail: 'values',
};

/** `maxPayloadBytes` is the limit of request_params and of response_content, separately. */
export function createEventLineWriter(writer: PayloadWriter, maxPayloadBytes: number): EventLineWriter {
  const full: WriteOptions = { maxBytes: maxPayloadBytes, detail: 'values' };
  const shape: WriteOptions = { maxBytes: maxPayloadBytes, detail: 'shape' };
  const list: WriteOptions = { maxBytes: MAX_LIST_BYTES, detail: 'values', isCatalogue: true };
  const repeated = createRepeated(writer);

  function payload(line: JsonLine, value: unknown, mode: PayloadMode, whole = full): void {
    if (mode === 'off' || value === null) {
      if (value !== null) line.measure(value, shape);
      line.json('null');
    } else line.value(value, mode === 'full' ? whole : shape);
  }

  const write: EventLineWriter['write'] = (event, mode, extra, use) => {
    const own = mode === 'full' ? event.attributes : attributesWithoutValues(event.attributes, event.error_message);
    const same = repeated(event);
    const request = WrittenPayload.of(event.request_params);
    writer.write((line) => {
      writeStart(line, event, mode);
      line.name(NAME.request_params, false);
      if (request === undefined) payload(line, event.request_params, mode);
      else line.json(request.json);
      line.name(NAME.response_content, false);
      payload(line, event.response_content, mode, isList(event) ? list : full);
      const { valueBytes, isEstimate } = line;
      writeOutcome(line, event, mode);
      line.json(same);
      line.name(NAME[LAST_FIELD], false);
      const attributes = extra === undefined ? own : { ...extra, ...own, ...extra };
      const hasResponse = event.response_content !== null;
      // Calls have sizes, and what tasks have ended with. Whoever has read a reply anyway has counted it.
      const isOfCall = request !== undefined || TASK_STATUS in own;
      const isCounted = !isOfCall || !hasResponse || SIZE_OF_RESPONSE in own;
      const isEstimated = request?.isEstimate === true || (!isCounted && isEstimate);
      line.value(isEstimated ? { ...attributes, ...ESTIMATED } : attributes, ATTRIBUTES);
      if (request !== undefined) line.add(SIZE.request, request.bytes);
      if (!isCounted) line.add(SIZE.response, valueBytes);
      line.brace(CLOSE_BRACE);
      line.lineBreak();
    }, use);
  };

  return {
    write,
    payload(value, mode) {
      let size = { bytes: 0, isEstimate: true };
      const compose = (line: JsonLine) => {
        payload(line, value, mode);
        size = { bytes: line.valueBytes, isEstimate: line.isEstimate };
      };
      const json = writer.write(compose, String);
      return new WrittenPayload(json, size.bytes, size.isEstimate);
    },
    attribute(name, text, mode) {
      const shown = mode === 'full' ? text : attributesWithoutValues({ [name]: text }, null)[name];
      return writer.write((line) => line.value(shown, ERROR), String);
    },
  };
}

const LISTS: ReadonlySet<string> = new Set([
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
]);

/** Whether it is the reply to a list request: what the server offers. */
function isList({ event_type: type, mcp_method: method }: McpWatchEvent): boolean {
  return type === 'request' && LISTS.has(method);
}

function writeStart(line: JsonLine, event: McpWatchEvent, mode: PayloadMode): void {
  const isNameCut = mode !== 'full' && event.event_type === 'resource_read';
  line.brace(OPEN_BRACE);
  line.name(NAME.event_id, true);
  line.own(event.event_id, FIELD);
  own(line, NAME.trace_id, event.trace_id);
  own(line, NAME.span_id, event.span_id);
  own(line, NAME.parent_span_id, event.parent_span_id);
  own(line, NAME.event_type, event.event_type);
  own(line, NAME.started_at, event.started_at);
  own(line, NAME.ended_at, event.ended_at);
  field(line, NAME.event_name, isNameCut ? withoutQuery(event.event_name) : event.event_name);
  literal(line, NAME.duration_ms, finite(event.duration_ms) ?? 0);
}

function writeOutcome(line: JsonLine, event: McpWatchEvent, mode: PayloadMode): void {
  const { error_message: message } = event;
  literal(line, NAME.is_error, event.is_error === true);
  literal(line, NAME.error_code, finite(event.error_code));
  line.name(NAME.error_message, false);
  if (message === null) line.literal(null);
  else line.value(mode === 'off' ? null : mode === 'full' ? message : lengthOf(message), ERROR);
}

function own(line: JsonLine, name: JsonName, text: string | null): void {
  line.name(name, false);
  line.own(text, FIELD);
}

function literal(line: JsonLine, name: JsonName, value: number | boolean | null): void {
  line.name(name, false);
  line.literal(value);
}

function field(line: JsonLine, name: JsonName, value: unknown): void {
  line.name(name, false);
  line.value(value, FIELD);
}

const NAME = {
  event_id: jsonName('event_id'),
  trace_id: jsonName('trace_id'),
  span_id: jsonName('span_id'),
  parent_span_id: jsonName('parent_span_id'),
  event_type: jsonName('event_type'),
  started_at: jsonName('started_at'),
  ended_at: jsonName('ended_at'),
  event_name: jsonName('event_name'),
  duration_ms: jsonName('duration_ms'),
  request_params: jsonName('request_params'),
  response_content: jsonName('response_content'),
  is_error: jsonName('is_error'),
  error_code: jsonName('error_code'),
  error_message: jsonName('error_message'),
  [LAST_FIELD]: jsonName(LAST_FIELD),
} satisfies Partial<Record<keyof McpWatchEvent, JsonName>>;

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

/** The fields that stay the same from call to call are written again only when one of them changes. */
function createRepeated(writer: PayloadWriter): (event: McpWatchEvent) => string {
  let last: McpWatchEvent | undefined;
  let text = '';
  return (event) => {
    if (last === undefined || !isSameSource(last, event)) {
      text = writer.write((line) => {
        for (const name of REPEATED) field(line, jsonName(name), event[name]);
      }, String);
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
