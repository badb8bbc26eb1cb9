/**
 * Sends made-up events to nowhere, once. All of a process's events may still wait when it ends; with code that has never
 * run, the last requests would take 30 ms longer, and the exit with them (`npm run bench:exit`, #12).
 */
import { randomBytes } from 'node:crypto';
import type { Post } from '../../http/post.js';
import type { RecordedEvent } from '../span/recorded-event.js';
import { OtlpDestination, type OtlpOptions } from './otlp-destination.js';

/** Enough for code to be compiled; it takes the worker thread 20 ms. */
const EVENTS = 50;

const NOWHERE: Post = {
  send: async () => ({ code: 200, headers: {}, body: Buffer.alloc(0) }),
  close: () => {},
};

const EVENT: RecordedEvent = {
  event_id: 'rehearsal',
  trace_id: '1'.repeat(32),
  span_id: '1'.repeat(16),
  parent_span_id: null,
  event_type: 'tool_call',
  event_name: 'rehearsal',
  started_at: '2026-01-01T00:00:00.000Z',
  ended_at: '2026-01-01T00:00:00.000Z',
  duration_ms: 1,
  mcp_method: 'tools/call',
  mcp_protocol_version: '',
  request_params: {},
  response_content: {},
  is_error: false,
  error_code: null,
  error_message: null,
  transport_type: 'stdio',
  server_name: 'rehearsal',
  server_version: '',
  client_name: '',
  client_version: '',
  attributes: { 'jsonrpc.request.id': '1' },
  sdk_name: '',
  sdk_version: '',
};

/** `options` are those of the real destination, which notices nothing. */
export async function rehearse(options: OtlpOptions): Promise<void> {
  const destination = new OtlpDestination({
    ...options,
    openPost: async () => NOWHERE,
    onProblem: () => {},
    onHeld: () => {},
    dropped: () => ({}),
    store: { read: () => [], write: () => {}, delete: () => {} },
  });
  // Not all alike, or there would be nothing to compress.
  const line = () => Buffer.from(JSON.stringify({ ...EVENT, span_id: randomBytes(8).toString('hex') }));
  await destination.send(Array.from({ length: EVENTS }, line));
  await destination.flush();
  destination.close();
}
