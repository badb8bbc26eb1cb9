/** From an event to its row: the columns that lists show and filters compare. */
import { type Direction, isHangingReport, type RowStatus } from '../../analysis/rows/row.js';
import { isOpenState } from '../../open-state.js';
import type { RowDraft } from '../store/incoming.js';
import type { ReceivedEvent } from './event-shape.js';

const LONGEST_MESSAGE = 300;

export function rowDraft(event: ReceivedEvent): Omit<RowDraft, 'problem_id'> {
  const { attributes } = event;
  const request = attribute(attributes, 'mcpwatch.request.bytes');
  const response = attribute(attributes, 'mcpwatch.response.bytes');
  const direction = attribute(attributes, 'mcpwatch.direction') === 'outbound' ? 'outbound' : 'inbound';
  const error_type = attribute(attributes, 'error.type');
  return {
    event_id: event.event_id,
    trace_id: event.trace_id,
    span_id: event.span_id,
    parent_span_id: event.parent_span_id,
    event_type: event.event_type,
    event_name: event.event_name,
    tool_name: toolNameOf(event),
    mcp_method: event.mcp_method,
    started_ms: Math.trunc(Date.parse(event.started_at)),
    duration_ms: event.duration_ms,
    status: statusOf(event, error_type),
    direction,
    nested: isNested(event, direction),
    server_name: event.server_name,
    server_version: event.server_version,
    client_name: event.client_name,
    client_version: event.client_version,
    transport_type: event.transport_type,
    mcp_protocol_version: event.mcp_protocol_version,
    session_id: attribute(attributes, 'mcpwatch.session.id') ?? `trace-${event.trace_id}`,
    run_id: attribute(attributes, 'mcpwatch.run.id'),
    request_bytes: wholeNumber(request) ?? sizeOf(event.request_params),
    response_bytes: wholeNumber(response) ?? sizeOf(event.response_content),
    bytes_estimated: attribute(attributes, 'mcpwatch.size') === 'estimated',
    client_wait_ms: decimal(attribute(attributes, 'mcpwatch.client_wait_ms')),
    error_type,
    error_message: shortened(event.error_message),
    // In JSON-RPC a code is an integer.
    error_code: Number.isSafeInteger(event.error_code) ? event.error_code : null,
    result_type: attribute(attributes, 'mcpwatch.result_type'),
    operation_id: attribute(attributes, 'mcpwatch.operation.id'),
    task_id: attribute(attributes, 'mcp.task.id'),
  };
}

/** Reports of a tool's call name it: that it hangs, prints on stdout, or could not be answered. */
function toolNameOf({ event_type, event_name, mcp_method, attributes }: ReceivedEvent): string | null {
  if (event_type === 'tool_call') return event_name;
  const method = mcp_method || (attribute(attributes, 'mcpwatch.call.method') ?? '');
  return event_type === 'error' && method === 'tools/call' ? attribute(attributes, 'mcpwatch.call.name') : null;
}

function statusOf(event: ReceivedEvent, errorType: string | null): RowStatus {
  const { attributes, is_error } = event;
  if (isHangingReport(event)) return 'hanging';
  if (isOpenState(attributes)) return 'running';
  if (errorType === 'process_died') return 'died';
  if (errorType === 'cancelled') return 'cancelled';
  if (is_error) return 'error';
  const result = attribute(attributes, 'mcpwatch.result_type');
  return result === 'input_required' || result === 'task' ? result : 'ok';
}

/** Shown under its parent. A client's own span can be a parent too: its requests are not nested. */
function isNested(event: ReceivedEvent, direction: Direction): boolean {
  if (event.parent_span_id === null) return false;
  if (direction === 'outbound' || event.event_type === 'notification') return true;
  if (event.event_type === 'error') {
    return isHangingReport(event) || attribute(event.attributes, 'error.type') === 'send_failed';
  }
  return isTaskOutcome(event);
}

/** The outcome of a task is a child of the call that created it. */
function isTaskOutcome({ attributes, mcp_method }: ReceivedEvent): boolean {
  const isOfTask = attribute(attributes, 'mcp.task.id') !== null && !mcp_method.startsWith('tasks/');
  return isOfTask && attribute(attributes, 'mcpwatch.result_type') !== 'task';
}

export function attribute(attributes: Readonly<Record<string, string>>, name: string): string | null {
  return (Object.hasOwn(attributes, name) ? attributes[name] : undefined) ?? null;
}

function decimal(text: string | null): number | null {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

function wholeNumber(text: string | null): number | null {
  const value = decimal(text);
  return value === null ? null : Math.min(Math.round(value), Number.MAX_SAFE_INTEGER);
}

function sizeOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Buffer.byteLength(JSON.stringify(value));
}

function shortened(message: string | null): string | null {
  if (message === null || message.length <= LONGEST_MESSAGE) return message;
  return `${message.slice(0, LONGEST_MESSAGE - 1)}…`;
}
