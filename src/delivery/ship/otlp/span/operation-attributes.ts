/**
 * The attributes of an operation, as one table. Source: "Semantic conventions for Model Context Protocol" (status
 * Development), in open-telemetry/semantic-conventions-genai. Above each group stand the requirement level and the
 * group of attributes in model/mcp/ that says so; docs/opentelemetry.md has both for each row.
 */
import type { AttributeValue } from '../encode/messages.js';
import { failureOf, responseCode } from './failure.js';
import { isOutbound, targetOf } from './operation.js';
import { isObject, type RecordedEvent } from './recorded-event.js';

interface Row {
  readonly name: string;
  /** The metrics have the attribute too: its values are few. */
  readonly isOnMetrics: boolean;
  readonly value: (event: RecordedEvent) => AttributeValue | undefined;
}

const onBoth = (name: string, value: Row['value']): Row => ({ name, isOnMetrics: true, value });
const onSpans = (name: string, value: Row['value']): Row => ({ name, isOnMetrics: false, value });

const recorded = (name: string) => (event: RecordedEvent) => event.attributes[name];

/** Requests and notifications with a resource's address (mcp.md, note 4 on `mcp.resource.uri`). */
const WITH_URI: ReadonlySet<string> = new Set([
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'notifications/resources/updated',
]);
/** From this revision on the protocol has no sessions. */
const FIRST_WITHOUT_SESSIONS = '2026-07-28';

/** mcp.md, "Recording MCP transport". */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['streamable-http', 'http'],
  ['sse', 'http'],
  ['websocket', 'websocket'],
]);
const TRANSPORTS: ReadonlyMap<string, string> = new Map([
  ['stdio', 'pipe'],
  ['streamable-http', 'tcp'],
  ['sse', 'tcp'],
  ['websocket', 'tcp'],
]);

function resourceUri(event: RecordedEvent): string | undefined {
  if (!WITH_URI.has(event.mcp_method)) return undefined;
  const uri = isObject(event.request_params) ? event.request_params['uri'] : undefined;
  // Params may be a shape, or left out; the name of a read is its address, without what may not leave.
  return event.event_type === 'resource_read' ? event.event_name : typeof uri === 'string' ? uri : undefined;
}

function statusCode(event: RecordedEvent): string | undefined {
  const code = responseCode(event);
  return code === undefined ? undefined : String(code);
}

function port(name: string): Row['value'] {
  return (event) => {
    const text = event.attributes[name] ?? '';
    return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
  };
}

const ROWS: readonly Row[] = [
  // Required. common.yaml, mcp.common.attributes.
  onBoth('mcp.method.name', (event) => event.mcp_method),
  // Conditionally required. common.yaml, mcp.common.attributes.
  onBoth('error.type', (event) => failureOf(event, isOutbound(event))?.type),
  onBoth('gen_ai.tool.name', (event) => (event.mcp_method === 'tools/call' ? targetOf(event) : undefined)),
  onBoth('gen_ai.prompt.name', (event) => (event.mcp_method === 'prompts/get' ? targetOf(event) : undefined)),
  // Conditionally required. common.yaml, mcp.server.status.attributes and mcp.client.status.attributes.
  onBoth('rpc.response.status_code', statusCode),
  // Conditionally required. spans.yaml, trace.mcp.common.attributes.
  onSpans('jsonrpc.request.id', recorded('jsonrpc.request.id')),
  onSpans('mcp.resource.uri', resourceUri),
  // Recommended. common.yaml, mcp.common.attributes.
  onBoth('gen_ai.operation.name', (event) => (event.mcp_method === 'tools/call' ? 'execute_tool' : undefined)),
  onBoth('mcp.protocol.version', (event) => event.mcp_protocol_version),
  // Recommended. spans.yaml, trace.mcp.common.attributes.
  onSpans('mcp.session.id', (event) =>
    event.mcp_protocol_version < FIRST_WITHOUT_SESSIONS ? event.attributes['mcp.session.id'] : undefined,
  ),
  // Recommended. common.yaml, mcp.network.protocol.attributes; its jsonrpc.protocol.version is for other versions than
  // 2.0, which no supported SDK speaks.
  onBoth('network.transport', (event) => recorded('network.transport')(event) ?? TRANSPORTS.get(event.transport_type)),
  onBoth(
    'network.protocol.name',
    (event) => recorded('network.protocol.name')(event) ?? PROTOCOLS.get(event.transport_type),
  ),
  onBoth('network.protocol.version', recorded('network.protocol.version')),
  // Recommended on server spans. spans.yaml, mcp.server.
  onSpans('client.address', recorded('client.address')),
  onSpans('client.port', port('client.port')),
];
const METRIC_ROWS = ROWS.filter(({ isOnMetrics }) => isOnMetrics);

/** What the conventions say of a session's duration (metrics.yaml, mcp.session.metrics.attributes; mcp.md). */
const SESSION_NAMES: ReadonlySet<string> = new Set([
  'error.type',
  'mcp.protocol.version',
  'network.transport',
  'network.protocol.name',
  'network.protocol.version',
]);
const SESSION_ROWS = ROWS.filter(({ name }) => SESSION_NAMES.has(name));

/** The names in the table, in its order. */
export const OPERATION_ATTRIBUTES: readonly string[] = ROWS.map(({ name }) => name);

export const spanAttributes = (event: RecordedEvent) => read(ROWS, event);
export const metricAttributes = (event: RecordedEvent) => read(METRIC_ROWS, event);
export const sessionAttributes = (event: RecordedEvent) => read(SESSION_ROWS, event);

function read(rows: readonly Row[], event: RecordedEvent): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const { name, value } of rows) {
    const it = value(event);
    if (it !== undefined && it !== '') attributes[name] = it;
  }
  return attributes;
}
