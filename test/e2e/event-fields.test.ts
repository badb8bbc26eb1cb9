import { beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import type { McpWatchEvent } from '../../src/model.js';
import { fixture } from '../support/project.js';
import { HANDSHAKE } from '../support/stdio-run.js';
import { type Watched, watch } from '../support/watched.js';

const { version } = manifest;

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('an event', () => {
  let run: Watched;
  let byName: (name: string) => McpWatchEvent;

  beforeAll(async () => {
    run = await watch({
      file: fixture('esm-stdio-server.mjs'),
      steps: [
        ...HANDSHAKE,
        { request: 'tools/call', params: { name: 'wait', arguments: { ms: 120 } } },
        {
          request: 'tools/call',
          params: { name: 'add', arguments: { a: 2, b: 3 }, _meta: { traceparent: TRACEPARENT } },
        },
        { request: 'tools/call', params: { name: 'log', arguments: { text: 'hello' } } },
        { request: 'prompts/get', params: { name: 'greet', arguments: { name: 'Ada' } } },
        { request: 'resources/read', params: { uri: 'note://one' } },
        { request: 'tools/call', params: {} },
        { request: 'completion/complete', params: {} },
      ],
    });
    byName = (name) => {
      const event = run.events.find((candidate) => candidate.event_name === name);
      if (event === undefined) throw new Error(`no event ${name}`);
      return event;
    };
  });

  it('names server, client, negotiated revision, transport and SDK, whatever its type', () => {
    for (const event of run.events) {
      expect(event).toMatchObject({
        server_name: 'esm-stdio-server',
        server_version: '1.2.3',
        client_name: 'test-client',
        client_version: '4.5.6',
        mcp_protocol_version: '2025-06-18',
        transport_type: 'stdio',
        sdk_name: 'mcpwatch-node',
        sdk_version: version,
      });
      expect(event.attributes['network.transport']).toBe('pipe');
    }
  });

  it('has a unique id that sorts by time', () => {
    const ids = run.requests.flatMap(({ body }) => body.batch.map((event) => event.event_id));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });

  it('measures the call from the arrival of the request to the handover of the reply', () => {
    const call = byName('wait');
    expect(call.duration_ms).toBeGreaterThanOrEqual(119);
    expect(call.started_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const span = Date.parse(call.ended_at) - Date.parse(call.started_at);
    expect(Math.abs(span - call.duration_ms)).toBeLessThanOrEqual(1.5);
  });

  it('has the arguments and the result of a tool and of a prompt, and the URI of a resource', () => {
    expect(byName('add')).toMatchObject({
      event_type: 'tool_call',
      mcp_method: 'tools/call',
      request_params: { a: 2, b: 3 },
      response_content: { content: [{ type: 'text', text: '5' }] },
      is_error: false,
      error_code: null,
      error_message: null,
    });
    expect(byName('greet')).toMatchObject({ mcp_method: 'prompts/get', request_params: { name: 'Ada' } });
    expect(byName('greet').response_content).toHaveProperty('messages');
    expect(byName('note://one')).toMatchObject({
      mcp_method: 'resources/read',
      request_params: { uri: 'note://one' },
      response_content: { contents: [{ uri: 'note://one', text: 'the first note' }] },
    });
  });

  it('belongs to the trace that the request names in _meta.traceparent', () => {
    expect(byName('add')).toMatchObject({
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      parent_span_id: 'b7ad6b7169203331',
    });
  });

  it('belongs to one trace per session when the request names none', () => {
    const { trace_id, parent_span_id } = byName('server.initialize');
    expect(trace_id).toMatch(/^[\da-f]{32}$/);
    expect(parent_span_id).toBeNull();
    expect(byName('wait').trace_id).toBe(trace_id);
    expect(byName('server.close').trace_id).toBe(trace_id);
    expect(new Set(run.events.map((event) => event.span_id)).size).toBe(run.events.length);
  });

  it('of a notification has its params, and the call during which it was sent as parent', () => {
    expect(byName('notifications/message')).toMatchObject({
      event_type: 'notification',
      mcp_method: 'notifications/message',
      request_params: { level: 'info', data: 'hello' },
      parent_span_id: byName('log').span_id,
    });
  });

  it('is recorded for a request with malformed params too, under the method’s name', () => {
    expect(byName('tools/call')).toMatchObject({ event_type: 'tool_call', is_error: true, error_code: -32603 });
  });

  it('of any other method is recorded only when it fails, with the code and text of the error', () => {
    expect(byName('completion/complete')).toMatchObject({
      event_type: 'error',
      is_error: true,
      error_code: -32601,
      error_message: 'Method not found',
    });
    expect(byName('completion/complete').attributes['error.type']).toBe('-32601');
  });

  it('of type close has the duration of the session', () => {
    const close = byName('server.close');
    expect(close.event_type).toBe('close');
    expect(close.mcp_method).toBe('close');
    expect(close.duration_ms).toBeGreaterThanOrEqual(119);
  });

  it('is sent to /v1/events in a batch that names this SDK', () => {
    const [request] = run.requests;
    expect(request?.url).toBe('/v1/events');
    expect(request?.body.sdk).toEqual({
      name: 'mcpwatch-node',
      version,
      runtime: 'node',
      runtime_version: expect.stringMatching(/^v?\d+\.\d+/),
    });
  });
});

describe('a cancelled call', () => {
  it('is recorded as cancelled', async () => {
    const { plain, watched, events } = await watch({
      file: fixture('esm-stdio-server.mjs'),
      steps: [
        ...HANDSHAKE,
        { post: 'tools/call', params: { name: 'wait', arguments: { ms: 300 } } },
        { notify: 'notifications/cancelled', params: { requestId: 2, reason: 'too slow' } },
        { request: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 1 } } },
      ],
    });

    const cancelled = events.find((event) => event.event_name === 'wait');
    expect(cancelled).toMatchObject({ is_error: true, error_message: 'cancelled: too slow', response_content: null });
    expect(cancelled?.attributes['error.type']).toBe('cancelled');
    expect(watched.stdout).toBe(plain.stdout);
  });
});
