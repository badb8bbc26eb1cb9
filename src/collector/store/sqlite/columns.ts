/** Between a `Row` and the columns of the table `events`. */
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Row, RowStatus } from '../../../analysis/rows/row.js';

export type DbRecord = Readonly<Record<string, SQLOutputValue>>;

const COLUMNS = [
  'seq',
  'key',
  'event_id',
  'trace_id',
  'span_id',
  'parent_span_id',
  'event_type',
  'event_name',
  'tool_name',
  'mcp_method',
  'started_ms',
  'duration_ms',
  'status',
  'direction',
  'nested',
  'server_name',
  'server_version',
  'client_name',
  'client_version',
  'transport_type',
  'mcp_protocol_version',
  'session_id',
  'run_id',
  'request_bytes',
  'response_bytes',
  'bytes_estimated',
  'client_wait_ms',
  'error_type',
  'error_message',
  'error_code',
  'result_type',
  'operation_id',
  'task_id',
  'problem_id',
] as const satisfies readonly (keyof Row)[];

const LEAN_COLUMNS = [
  'seq',
  'event_id',
  'event_type',
  'event_name',
  'tool_name',
  'mcp_method',
  'started_ms',
  'duration_ms',
  'status',
  'nested',
  'server_name',
  'session_id',
  'request_bytes',
  'response_bytes',
  'error_message',
  'problem_id',
] as const satisfies readonly (keyof Row)[];

export const LEAN_COLUMN_LIST = LEAN_COLUMNS.join(', ');
export const COLUMN_LIST = COLUMNS.join(', ');
export const COLUMN_MARKS = COLUMNS.map(() => '?').join(', ');

export function valuesOf(row: Row): SQLInputValue[] {
  return COLUMNS.map((column) => {
    const value = row[column];
    return typeof value === 'boolean' ? Number(value) : value;
  });
}

const STATUSES: Readonly<Record<RowStatus, true>> = {
  ok: true,
  error: true,
  running: true,
  hanging: true,
  died: true,
  cancelled: true,
  input_required: true,
  task: true,
};

export function isStatus(text: string): text is RowStatus {
  return Object.hasOwn(STATUSES, text);
}

export const text = (value: SQLOutputValue | undefined): string =>
  typeof value === 'string' ? value : String(value ?? '');
export const number = (value: SQLOutputValue | undefined): number =>
  typeof value === 'number' ? value : Number(value ?? 0);
const textOrNull = (value: SQLOutputValue | undefined) => (typeof value === 'string' ? value : null);
const numberOrNull = (value: SQLOutputValue | undefined) => (typeof value === 'number' ? value : null);

export function statusIn(value: SQLOutputValue | undefined): RowStatus {
  const status = text(value);
  return isStatus(status) ? status : 'ok';
}

export function rowOf(record: DbRecord): Row {
  return {
    seq: number(record['seq']),
    key: number(record['key']),
    event_id: text(record['event_id']),
    trace_id: text(record['trace_id']),
    span_id: text(record['span_id']),
    parent_span_id: textOrNull(record['parent_span_id']),
    event_type: text(record['event_type']),
    event_name: text(record['event_name']),
    tool_name: textOrNull(record['tool_name']),
    mcp_method: text(record['mcp_method']),
    started_ms: number(record['started_ms']),
    duration_ms: number(record['duration_ms']),
    status: statusIn(record['status']),
    direction: record['direction'] === 'outbound' ? 'outbound' : 'inbound',
    nested: record['nested'] === 1,
    server_name: text(record['server_name']),
    server_version: text(record['server_version']),
    client_name: text(record['client_name']),
    client_version: text(record['client_version']),
    transport_type: text(record['transport_type']),
    mcp_protocol_version: text(record['mcp_protocol_version']),
    session_id: text(record['session_id']),
    run_id: textOrNull(record['run_id']),
    request_bytes: numberOrNull(record['request_bytes']),
    response_bytes: numberOrNull(record['response_bytes']),
    bytes_estimated: record['bytes_estimated'] === 1,
    client_wait_ms: numberOrNull(record['client_wait_ms']),
    error_type: textOrNull(record['error_type']),
    error_message: textOrNull(record['error_message']),
    error_code: numberOrNull(record['error_code']),
    result_type: textOrNull(record['result_type']),
    operation_id: textOrNull(record['operation_id']),
    task_id: textOrNull(record['task_id']),
    problem_id: textOrNull(record['problem_id']),
  };
}
