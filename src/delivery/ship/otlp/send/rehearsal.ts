/**
 * Sends made-up events to nowhere, once. All of a process's events may still wait when it ends; with code that has never
 * run, the last requests would take 30 ms longer, and the exit with them (`npm run bench:exit`, #12).
 */
import { randomBytes } from 'node:crypto';
import { Duplex } from 'node:stream';
import { startIdleTimer } from '../../../../real-time.js';
import { createDirectPost } from '../../http/direct-post.js';
import type { RecordedEvent } from '../span/recorded-event.js';
import { OtlpDestination, type OtlpOptions } from './otlp-destination.js';

/** Enough for code to be compiled; a round takes the worker thread 20 ms at first, and 5 ms later. */
const EVENTS = 50;
const ROUNDS = 3;
/** Between rounds, for the compiler and for the server. */
const PAUSE_MS = 20;
const LIMIT_MS = 1000;

/** To keep a connection, an agent needs a real socket. */
const ANSWER = 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

/** Takes requests and answers each, without a network. */
function nowhere(): Duplex {
  let request = '';
  return new Duplex({
    read: () => {},
    write(chunk: Buffer, _encoding, done) {
      request += chunk.toString('latin1');
      const bodyAt = request.indexOf('\r\n\r\n') + 4;
      const bodyBytes = Number(/content-length: (\d+)/.exec(request)?.[1]);
      if (bodyAt >= 4 && request.length >= bodyAt + bodyBytes) {
        request = '';
        this.push(ANSWER);
      }
      done();
    },
    final() {
      this.destroy();
    },
  });
}

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
    openPost: async () => createDirectPost(new URL('http://127.0.0.1'), LIMIT_MS, { connect: nowhere }),
    onProblem: () => {},
    onHeld: () => {},
    dropped: () => ({}),
    store: { read: () => [], write: () => {}, delete: () => {} },
  });
  // Not all alike, or there would be nothing to compress.
  const line = () => Buffer.from(JSON.stringify({ ...EVENT, span_id: randomBytes(8).toString('hex') }));
  for (let round = 0; round < ROUNDS; round += 1) {
    await destination.send(Array.from({ length: EVENTS }, line), true);
    await destination.flush();
    await new Promise<void>((resolve) => startIdleTimer(resolve, PAUSE_MS));
  }
  destination.close();
}
