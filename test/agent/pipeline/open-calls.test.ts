/** The record of an open call (#10 §6): what is on disk while it runs, and the event that is made of it after a sudden death. */
import { describe, expect, it } from 'vitest';
import { createCapture } from '../../../src/agent/capture/capture.js';
import { createPipeline } from '../../../src/agent/pipeline/pipeline.js';
import { MAX_RECORD_BYTES, parseRecord } from '../../../src/call-record.js';
import { createLedger } from '../../../src/ledger.js';
import type { McpWatchEvent, OpenCalls } from '../../../src/model.js';
import { settingsWith } from './sample-event.js';

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', clientInfo: { name: 'a-client', version: '2.0.0' } },
};

interface Recorded {
  /** In the order in which the calls began. */
  readonly records: readonly Buffer[];
  /** The spans of calls that ended without a line. */
  readonly ended: readonly string[];
  readonly lines: readonly string[];
  /** What they have in common, one for each record. */
  readonly likes: ReadonlySet<McpWatchEvent>;
}

/** What one session with these requests leaves, each answered unless it is a call of `hang`. */
function record(
  calls: readonly object[],
  env: Readonly<Record<string, string>> = {},
  random: () => number = () => 0.5,
): Recorded {
  const records: Buffer[] = [];
  const ended: string[] = [];
  const lines: string[] = [];
  const likes = new Set<McpWatchEvent>();
  const pipeline = createPipeline({
    settings: settingsWith(env),
    ledger: createLedger(),
    random,
    append: (line) => void lines.push(String(line)),
    records: { begin: (_, bytes) => void records.push(Buffer.from(bytes)), end: (spanId) => void ended.push(spanId) },
  });
  const openCalls: OpenCalls = {
    ...pipeline,
    begun(call) {
      likes.add(call.like);
      pipeline.begun(call);
    },
  };
  const observer = createCapture(pipeline, { openCalls }).observe({
    server: { _serverInfo: { name: 'shop', version: '1.4.2' } },
    transport: { _stdin: {}, _stdout: {} },
    origin: { hook: 'api', file: '', moduleKind: 'esm' },
  });
  for (const request of [INITIALIZE, ...calls]) {
    observer.inbound(request, undefined);
    const { id } = request as { id: unknown };
    if (JSON.stringify(request).includes('"hang"')) continue;
    observer.outbound({ jsonrpc: '2.0', id, result: {} }, undefined, observer.callOf(request));
  }
  return { records, ended, lines, likes };
}

const call = (name: string, args: object, id: number | string = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

function eventOf(bytes: Buffer | undefined): McpWatchEvent {
  const open = parseRecord(String(bytes));
  if (open === undefined) throw new Error(`no record: ${bytes}`);
  return open.eventAt(Date.now()) as McpWatchEvent;
}

describe('the record of an open call', () => {
  it('has everything that its event needs', () => {
    const { records, lines } = record([call('search', { query: 'shoes' }, 4), call('hang', { query: 'boots' }, 5)]);
    const event = eventOf(records[2]);
    const { response_content, ...finished } = JSON.parse(lines[1] ?? '') as McpWatchEvent;
    expect(response_content).toEqual({});
    expect(Object.keys(event).sort()).toEqual([...Object.keys(finished), 'response_content'].sort());
    expect(event).toMatchObject({
      trace_id: finished.trace_id,
      event_name: 'hang',
      request_params: { query: 'boots' },
      is_error: true,
      client_name: 'a-client',
      server_name: 'shop',
      attributes: { 'jsonrpc.request.id': '5', 'error.type': 'process_died', 'network.transport': 'pipe' },
    });
    expect(event.span_id).not.toBe(finished.span_id);
  });

  it('is of its own call, although calls that are alike share most of it', () => {
    const ids = [1, 2, 'three', 'four'];
    const { records, likes } = record(ids.map((id, at) => call('hang', { n: at }, id)));
    expect(likes.size).toBe(2); // Of `initialize`, and of all the others.
    const events = records.slice(1).map(eventOf);
    expect(events.map(({ request_params }) => request_params)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }]);
    expect(events.map(({ attributes }) => attributes['jsonrpc.request.id'])).toEqual(['1', '2', 'three', 'four']);
  });

  it('holds no secret: not in params, not in the id, not in a resource’s URI, and not our key', () => {
    const apiKey = 'mw_obviously_fake_0123456789abcdef';
    const { records } = record(
      [
        call('hang', { password: 'hunter2', note: apiKey }, 'Bearer fake-bearer-token-0123456789'),
        { jsonrpc: '2.0', id: 2, method: 'resources/read', params: { uri: 'db://shop:hang@host/', hang: 'hang' } },
        { jsonrpc: '2.0', id: 3, method: 'resources/read', params: { uri: 'db://shop:s3cretpass@"hang"/' } },
      ],
      { MCPWATCH_API_KEY: apiKey, MCPWATCH_ENDPOINT: 'https://collector.example' },
    );
    const text = Buffer.concat([...records]).toString();
    for (const secret of ['hunter2', apiKey, 'fake-bearer-token', 's3cretpass']) expect(text).not.toContain(secret);
    expect(text).toContain('[redacted]');
  });

  it('follows MCPWATCH_PAYLOADS', () => {
    const of = (mode: string) =>
      eventOf(record([call('hang', { query: 'shoes' })], { MCPWATCH_PAYLOADS: mode }).records[1]);
    expect(of('shape').request_params).toEqual({ query: 'string(5)' });
    expect(of('off').request_params).toBeNull();
    expect(of('off').error_message).toBeNull();
  });

  it('replaces long params by their size, so that it fits its slot', () => {
    const { records } = record([call('hang', { text: 'ü'.repeat(6000) })]);
    expect(records[1]?.length).toBeLessThanOrEqual(MAX_RECORD_BYTES);
    expect(eventOf(records[1]).request_params).toMatch(/^\[cut: \d{5} bytes\]$/);
  });

  it('is not made for calls that are not sampled, and says at which rate the others were', () => {
    const { records } = record([call('hang', {})], { MCPWATCH_SAMPLE_RATE: '0.1' }, () => 0.9);
    expect(records.map(eventOf).map(({ event_name }) => event_name)).toEqual(['server.initialize']);
    const all = record([call('hang', {})], { MCPWATCH_SAMPLE_RATE: '0.1', MCPWATCH_SAMPLE_KEEP: 'errors' }, () => 0.9);
    expect(eventOf(all.records[1]).attributes).toMatchObject({
      'mcpwatch.sample_rate': '0.1',
      'mcpwatch.sample_kept': 'errors',
    });
  });

  it('is withdrawn when the call ends without an event', () => {
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} };
    const { records, ended } = record([list]);
    expect(ended).toEqual([eventOf(records[1]).span_id]);
    const sampled = record([call('search', {})], { MCPWATCH_SAMPLE_RATE: '0.1', MCPWATCH_SAMPLE_KEEP: 'errors' });
    expect(sampled.ended).toEqual([eventOf(sampled.records[1]).span_id]);
  });
});
