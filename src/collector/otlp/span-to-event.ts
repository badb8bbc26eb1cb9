/**
 * An MCP server's span as an event: the inverse of the spans table in src/delivery/ship/otlp/span. It reads what the
 * conventions say, what mcpwatch itself sends, and the Python SDK's OpenTelemetryMiddleware, which names the tool in the
 * span's name alone ("MCP handle tools/call add").
 */
import type { EventType } from '../../model.js';
import type { ReceivedEvent } from '../receive/event-shape.js';
import type { AttributeMap, ReceivedSpan } from './received-span.js';

const INTERNAL_KIND = 1;
const CLIENT_KIND = 3;
const ERROR_STATUS = 2;

/** Requests that servers send. All other requests in a client's span are the client's own: its server has its own span. */
const SENT_BY_SERVERS: ReadonlySet<string> = new Set([
  'sampling/createMessage',
  'elicitation/create',
  'roots/list',
  'ping',
]);
const isNotification = (method: string) => method.startsWith('notifications/');

const TYPES: ReadonlyMap<string, EventType> = new Map<string, EventType>([
  ['tools/call', 'tool_call'],
  ['resources/read', 'resource_read'],
  ['prompts/get', 'prompt_get'],
  ['initialize', 'initialize'],
]);

/** Attributes that become fields of the event. */
const IN_FIELDS: ReadonlySet<string> = new Set([
  'mcp.method.name',
  'mcp.protocol.version',
  'gen_ai.tool.name',
  'gen_ai.prompt.name',
  'gen_ai.operation.name',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
  'rpc.response.status_code',
  'mcp.resource.uri',
  'mcpwatch.client.name',
  'mcpwatch.client.version',
]);
const PROMPT_VARIABLE = 'gen_ai.prompt.variable.';

/** `undefined` for a span that is not of an MCP server. */
export function spanToEvent(span: ReceivedSpan): ReceivedEvent | undefined {
  const { attributes, source } = span;
  const method = textOf(attributes, 'mcp.method.name');
  const isOutbound = span.kind === CLIENT_KIND;
  if (method === '' || (isOutbound && !SENT_BY_SERVERS.has(method) && !isNotification(method))) return undefined;
  const failure = failureOf(span);
  const durationNs = span.endNs > span.startNs ? span.endNs - span.startNs : 0n;
  return {
    event_id: `otlp-${span.traceId}-${span.spanId}`,
    trace_id: span.traceId,
    span_id: span.spanId,
    parent_span_id: span.parentSpanId === '' ? null : span.parentSpanId,
    event_type: typeOf(span, method),
    event_name: nameOf(span, method),
    started_at: timeOf(span.startNs),
    ended_at: timeOf(span.startNs + durationNs),
    duration_ms: Number(durationNs / 1000n) / 1000,
    mcp_method: method,
    mcp_protocol_version: textOf(attributes, 'mcp.protocol.version'),
    request_params: paramsOf(attributes),
    response_content: jsonOf(attributes, 'gen_ai.tool.call.result'),
    ...failure,
    transport_type: transportOf(attributes),
    server_name: textOf(source.resource, 'mcpwatch.server.name') || textOf(source.resource, 'service.name'),
    server_version: textOf(source.resource, 'service.version'),
    client_name: textOf(attributes, 'mcpwatch.client.name'),
    client_version: textOf(attributes, 'mcpwatch.client.version'),
    attributes: attributesOf(span, isOutbound),
    sdk_name: source.scopeName,
    sdk_version: source.scopeVersion,
  };
}

/** What mcpwatch sends for a client that shows itself without a handshake: a note beside the span of its first request. */
const isGreeting = ({ kind, name }: ReceivedSpan) => kind === INTERNAL_KIND && name === 'server.initialize';

function typeOf(span: ReceivedSpan, method: string): EventType {
  if (isGreeting(span)) return 'initialize';
  return isNotification(method) ? 'notification' : (TYPES.get(method) ?? 'request');
}

function nameOf(span: ReceivedSpan, method: string): string {
  const { name, attributes } = span;
  if (isGreeting(span)) return name;
  const target = textOf(attributes, 'gen_ai.tool.name') || textOf(attributes, 'gen_ai.prompt.name');
  if (target !== '') return target;
  if (method === 'initialize') return 'server.initialize';
  const [, inName = ''] = name.split(`${method} `);
  return textOf(attributes, 'mcp.resource.uri') || inName || method;
}

function failureOf(span: ReceivedSpan): Pick<ReceivedEvent, 'is_error' | 'error_code' | 'error_message'> {
  const { status, attributes, events } = span;
  const exception = events.find(({ name }) => name === 'exception')?.attributes ?? {};
  const type = textOf(attributes, 'error.type');
  const code = Number(textOf(attributes, 'rpc.response.status_code') || type || Number.NaN);
  // A caller's mistake leaves the status unset, and is an error on the page all the same.
  const isError = status.code === ERROR_STATUS || type !== '' || Number.isInteger(code);
  const message = status.message || textOf(exception, 'exception.message');
  return {
    is_error: isError,
    error_code: Number.isInteger(code) ? code : null,
    error_message: isError && message !== '' ? message : null,
  };
}

function paramsOf(attributes: AttributeMap): unknown {
  const variables = Object.entries(attributes).filter(([name]) => name.startsWith(PROMPT_VARIABLE));
  if (variables.length === 0) return jsonOf(attributes, 'gen_ai.tool.call.arguments');
  return Object.fromEntries(variables.map(([name, value]) => [name.slice(PROMPT_VARIABLE.length), value]));
}

/** A payload is an object, or JSON as text. */
function jsonOf(attributes: AttributeMap, name: string): unknown {
  const value = attributes[name] ?? null;
  if (typeof value !== 'string') return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed;
  } catch {
    return value;
  }
}

function transportOf(attributes: AttributeMap): ReceivedEvent['transport_type'] {
  if (textOf(attributes, 'network.transport') === 'pipe') return 'stdio';
  const protocol = textOf(attributes, 'network.protocol.name');
  return protocol === 'websocket' ? 'websocket' : protocol === 'http' ? 'streamable-http' : '';
}

function attributesOf(span: ReceivedSpan, isOutbound: boolean): Record<string, string> {
  const { attributes, events, source } = span;
  const exception = events.find(({ name }) => name === 'exception')?.attributes ?? {};
  const kept = Object.entries({ ...exception, ...attributes })
    .filter(([name]) => !IN_FIELDS.has(name) && !name.startsWith(PROMPT_VARIABLE))
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const);
  return {
    'mcpwatch.session.id': sessionOf(attributes, source.resource),
    ...Object.fromEntries(kept),
    ...(isOutbound ? { 'mcpwatch.direction': 'outbound' } : {}),
  };
}

/** Other instrumentations do not name a session over stdio: all calls of a process are one. */
function sessionOf(attributes: AttributeMap, resource: AttributeMap): string {
  const parts = [
    textOf(attributes, 'mcp.session.id'),
    textOf(resource, 'service.instance.id'),
    [textOf(resource, 'service.name'), textOf(resource, 'host.name'), textOf(resource, 'process.pid')].join('-'),
  ];
  return `otlp-${parts.find((part) => part !== '')}`;
}

function textOf(attributes: AttributeMap, name: string): string {
  const value = attributes[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** Times beyond what a date can be are 1970. */
function timeOf(ns: bigint): string {
  const ms = Number(ns / 1_000_000n);
  return new Date(ms <= 8.64e15 ? ms : 0).toISOString();
}
