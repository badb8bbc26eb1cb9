/** One event to one span: name, kind, attributes, status, time. */
import { describe, expect, it } from 'vitest';
import { OPERATION_ATTRIBUTES } from '../../../../../src/delivery/ship/otlp/span/operation-attributes.js';
import type { RecordedEvent } from '../../../../../src/delivery/ship/otlp/span/recorded-event.js';
import { type SpanOptions, toSpan } from '../../../../../src/delivery/ship/otlp/span/to-span.js';
import { recorded } from '../recorded.js';

const OPTIONS: SpanOptions = {
  payloads: 'off',
  limits: { count: 128, valueLength: Number.POSITIVE_INFINITY },
  sampler: { name: 'parentbased_always_on', ratio: 1 },
};

const spanOf = (over: Partial<RecordedEvent>, options: Partial<SpanOptions> = {}) =>
  toSpan(recorded(over), { ...OPTIONS, ...options });

const INTERNAL = 1;
const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

const failed = (code: number | null, type: string, over: Partial<RecordedEvent> = {}): Partial<RecordedEvent> => ({
  is_error: true,
  error_code: code,
  error_message: 'it broke',
  attributes: { 'error.type': type },
  ...over,
});

describe('a tool call', () => {
  it('is a server span with the attributes of the conventions', () => {
    const attributes = { 'jsonrpc.request.id': '7', 'mcp.session.id': '191c4850', 'network.transport': 'tcp' };
    expect(spanOf({ attributes, transport_type: 'streamable-http', event_name: 'get-weather' })).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      name: 'tools/call get-weather',
      kind: SERVER,
      startUs: Date.UTC(2026, 10, 22, 10, 20, 30, 123) * 1000,
      endUs: Date.UTC(2026, 10, 22, 10, 20, 30, 135) * 1000,
      attributes: {
        'mcp.method.name': 'tools/call',
        'gen_ai.tool.name': 'get-weather',
        'jsonrpc.request.id': '7',
        'gen_ai.operation.name': 'execute_tool',
        'mcp.protocol.version': '2025-11-25',
        'mcp.session.id': '191c4850',
        'network.transport': 'tcp',
        'network.protocol.name': 'http',
        'mcpwatch.client.name': 'a-client',
        'mcpwatch.client.version': '1.0.0',
      },
      flags: 0x101,
    });
  });

  it('has a pipe for its transport over stdio, and no protocol above it', () => {
    const span = spanOf({ transport_type: 'stdio' });
    expect(span?.attributes).toMatchObject({ 'network.transport': 'pipe' });
    expect(span?.attributes).not.toHaveProperty('network.protocol.name');
  });

  it('has the parent that the client named, in another process', () => {
    expect(spanOf({ parent_span_id: '00f067aa0ba902b7' })).toMatchObject({
      parentSpanId: '00f067aa0ba902b7',
      flags: 0x301,
    });
  });

  it('has no session id from revision 2026-07-28 on, which has no sessions', () => {
    const attributes = { 'mcp.session.id': '191c4850' };
    expect(spanOf({ attributes, mcp_protocol_version: '2026-07-28' })?.attributes).not.toHaveProperty('mcp.session.id');
    expect(spanOf({ attributes, mcp_protocol_version: '2025-11-25' })?.attributes).toHaveProperty('mcp.session.id');
  });

  it('is named by its method alone where the client named no tool', () => {
    const span = spanOf({ event_name: 'tools/call' });
    expect(span?.name).toBe('tools/call');
    expect(span?.attributes).not.toHaveProperty('gen_ai.tool.name');
  });
});

describe('names and kinds', () => {
  it.each<[string, Partial<RecordedEvent>, string, number]>([
    [
      'a prompt',
      { event_type: 'prompt_get', mcp_method: 'prompts/get', event_name: 'review' },
      'prompts/get review',
      SERVER,
    ],
    [
      'a resource: its address would be a name of its own each',
      { event_type: 'resource_read', mcp_method: 'resources/read', event_name: 'file:///a' },
      'resources/read',
      SERVER,
    ],
    [
      'a handshake',
      { event_type: 'initialize', mcp_method: 'initialize', event_name: 'server.initialize' },
      'initialize',
      SERVER,
    ],
    [
      'any other request',
      { event_type: 'request', mcp_method: 'tools/list', event_name: 'tools/list' },
      'tools/list',
      SERVER,
    ],
    [
      'a request that the server makes of its client',
      {
        event_type: 'request',
        mcp_method: 'sampling/createMessage',
        event_name: 'sampling/createMessage',
        attributes: { 'mcpwatch.direction': 'outbound' },
      },
      'sampling/createMessage',
      CLIENT,
    ],
    [
      'a notification from the server',
      { event_type: 'notification', mcp_method: 'notifications/message', event_name: 'notifications/message' },
      'notifications/message',
      CLIENT,
    ],
    [
      'a notification from the client',
      { event_type: 'notification', mcp_method: 'notifications/initialized', event_name: 'notifications/initialized' },
      'notifications/initialized',
      SERVER,
    ],
    [
      'the client giving up a request',
      {
        event_type: 'notification',
        mcp_method: 'notifications/cancelled',
        event_name: 'notifications/cancelled',
        attributes: { 'mcpwatch.direction': 'inbound' },
      },
      'notifications/cancelled',
      SERVER,
    ],
    [
      'the server giving up what it has asked of its client',
      { event_type: 'notification', mcp_method: 'notifications/cancelled', event_name: 'notifications/cancelled' },
      'notifications/cancelled',
      CLIENT,
    ],
    [
      'a client that shows itself without a handshake',
      { event_type: 'initialize', mcp_method: 'tools/call', event_name: 'server.initialize' },
      'server.initialize',
      INTERNAL,
    ],
    [
      'a failure of the transport',
      { ...failed(null, 'transport_error'), event_type: 'error', mcp_method: '', event_name: 'transport.error' },
      'transport.error',
      INTERNAL,
    ],
    [
      'a reply that did not leave',
      { ...failed(null, 'send_failed'), event_type: 'error', mcp_method: 'tools/call', event_name: 'tools/call' },
      'tools/call',
      INTERNAL,
    ],
    ['the outcome of a task', { attributes: { 'mcp.task.id': '42' }, event_name: 'crawl' }, 'task crawl', INTERNAL],
    [
      'a call that hangs',
      { ...failed(null, 'hanging'), event_type: 'error', mcp_method: 'tools/call', event_name: 'call.hanging' },
      'call.hanging',
      INTERNAL,
    ],
  ])('of %s', (_, over, name, kind) => {
    expect(spanOf(over)).toMatchObject({ name, kind });
  });

  it('do not exist for the end of a session: it is a metric', () => {
    expect(spanOf({ event_type: 'close', mcp_method: 'close', event_name: 'server.close' })).toBeUndefined();
  });
});

describe('failures', () => {
  it.each([-32700, -32600, -32601, -32602, -32002])('%i is the caller’s fault and no error of the server', (code) => {
    const span = spanOf(failed(code, String(code)));
    expect(span?.attributes).toMatchObject({ 'rpc.response.status_code': String(code) });
    expect(span?.attributes).not.toHaveProperty('error.type');
    expect(span).not.toHaveProperty('status');
  });

  it.each([-32603, -32000, -32001, -32042, 1, 0])('%i is an error, with its message', (code) => {
    const span = spanOf(failed(code, String(code)));
    expect(span?.attributes).toMatchObject({ 'rpc.response.status_code': String(code), 'error.type': String(code) });
    expect(span?.status).toEqual({ code: ERROR, message: 'it broke' });
  });

  it.each([-32602, -32601, -32603])('%i is an error for the server that asked', (code) => {
    const attributes = { 'error.type': String(code), 'mcpwatch.direction': 'outbound' };
    const span = spanOf(failed(code, String(code), { mcp_method: 'roots/list', event_name: 'roots/list', attributes }));
    expect(span).toMatchObject({
      attributes: { 'error.type': String(code) },
      status: { code: ERROR, message: 'it broke' },
    });
  });

  it.each(['cancelled', 'timeout', 'connection_closed', 'shutdown', 'process_died', 'overflow'])(
    '%s is an error',
    (type) => {
      const span = spanOf(failed(null, type));
      expect(span).toMatchObject({ attributes: { 'error.type': type }, status: { code: ERROR } });
      expect(span?.attributes).not.toHaveProperty('rpc.response.status_code');
    },
  );

  it('of which nothing is known is _OTHER', () => {
    expect(spanOf(failed(null, '', { attributes: {} }))?.attributes).toMatchObject({ 'error.type': '_OTHER' });
  });

  it('of a tool are tool_error; their text is a result, and is sent with results only', () => {
    const result = failed(null, 'tool_error');
    expect(spanOf(result)).toMatchObject({ attributes: { 'error.type': 'tool_error' }, status: { code: ERROR } });
    expect(spanOf(result)?.status).not.toHaveProperty('message');
    expect(spanOf(result, { payloads: 'full' })?.status).toEqual({ code: ERROR, message: 'it broke' });
  });

  it('of a tool have no code, even where the host’s error has one', () => {
    expect(spanOf(failed(42, 'tool_error'))?.attributes).not.toHaveProperty('rpc.response.status_code');
  });

  const thrown = {
    'error.type': 'tool_error',
    'exception.type': 'TypeError',
    'exception.message': 'no such file: /home/me',
    'exception.stacktrace':
      'TypeError: no such file: /home/me\n    at read (/srv/a.js:1:2)\n    at call (/srv/b.js:3:4)',
  };

  it('have what the handler threw as an event of the span', () => {
    const span = spanOf(failed(null, 'tool_error', { attributes: thrown }), { payloads: 'full' });
    expect(span?.events).toEqual([
      {
        timeUs: span?.endUs,
        name: 'exception',
        attributes: {
          'exception.type': 'TypeError',
          'exception.message': 'no such file: /home/me',
          'exception.stacktrace': thrown['exception.stacktrace'],
        },
      },
    ]);
    expect(span?.attributes).not.toHaveProperty('exception.type');
  });

  it('have only the type and the frames of it where results are not sent', () => {
    expect(spanOf(failed(null, 'tool_error', { attributes: thrown }))?.events).toMatchObject([
      {
        attributes: {
          'exception.type': 'TypeError',
          'exception.stacktrace': '    at read (/srv/a.js:1:2)\n    at call (/srv/b.js:3:4)',
        },
      },
    ]);
    const text = JSON.stringify(spanOf(failed(null, 'tool_error', { attributes: thrown })));
    expect(text).not.toContain('/home/me');
  });
});

describe('payloads', () => {
  const call = { request_params: { city: 'Bonn' }, response_content: { content: [{ type: 'text', text: 'rain' }] } };

  it('are not sent unless asked for', () => {
    expect(JSON.stringify(spanOf(call))).not.toMatch(/Bonn|rain|gen_ai\.tool\.call/);
  });

  it('are JSON text when they are sent in full', () => {
    expect(spanOf(call, { payloads: 'full' })?.attributes).toMatchObject({
      'gen_ai.tool.call.arguments': '{"city":"Bonn"}',
      'gen_ai.tool.call.result': '{"content":[{"type":"text","text":"rain"}]}',
    });
  });

  it('are keys, types and sizes when their shape is sent', () => {
    expect(spanOf(call, { payloads: 'shape' })?.attributes).toMatchObject({
      'gen_ai.tool.call.arguments': '{"city":"string(4)"}',
      'gen_ai.tool.call.result': '{"content":[{"type":"string(4)","text":"string(4)"}]}',
    });
  });

  it('stay as they are where MCPWATCH_PAYLOADS has left their shape only', () => {
    const shape = {
      city: 'string(4)',
      days: 'number',
      all: 'boolean',
      none: 'null',
      list: ['number', '[cut: kept 3 of 9 items]'],
    };
    const span = spanOf({ request_params: shape, response_content: null }, { payloads: 'shape' });
    expect(span?.attributes['gen_ai.tool.call.arguments']).toBe(JSON.stringify(shape));
    expect(span?.attributes).not.toHaveProperty('gen_ai.tool.call.result');
  });

  it('of a prompt are its variables', () => {
    const prompt = {
      event_type: 'prompt_get',
      mcp_method: 'prompts/get',
      event_name: 'review',
      request_params: { language: 'French', depth: 2 },
    };
    expect(spanOf(prompt, { payloads: 'full' })?.attributes).toMatchObject({
      'gen_ai.prompt.name': 'review',
      'gen_ai.prompt.variable.language': 'French',
      'gen_ai.prompt.variable.depth': '2',
    });
    expect(JSON.stringify(spanOf(prompt, { payloads: 'shape' }))).not.toContain('French');
  });

  it('of an error’s data are sent in full only', () => {
    const attributes = { 'error.type': '-32000', 'mcpwatch.error.data': '{"path":"/home/me"}' };
    expect(JSON.stringify(spanOf(failed(-32000, '-32000', { attributes })))).not.toContain('/home/me');
    expect(spanOf(failed(-32000, '-32000', { attributes }), { payloads: 'full' })?.attributes).toHaveProperty([
      'mcpwatch.error.data',
    ]);
  });
});

describe('resources', () => {
  it('have their address as an attribute', () => {
    const read = {
      event_type: 'resource_read',
      mcp_method: 'resources/read',
      event_name: 'file:///a',
      request_params: null,
    };
    expect(spanOf(read)?.attributes).toMatchObject({ 'mcp.resource.uri': 'file:///a' });
  });

  it.each(['resources/subscribe', 'resources/unsubscribe', 'notifications/resources/updated'])(
    'have it in %s too',
    (method) => {
      const over = {
        event_type: 'request',
        mcp_method: method,
        event_name: method,
        request_params: { uri: 'file:///b' },
      };
      expect(spanOf(over)?.attributes).toMatchObject({ 'mcp.resource.uri': 'file:///b' });
    },
  );

  it('have none in other methods', () => {
    const over = { event_type: 'request', mcp_method: 'x/y', event_name: 'x/y', request_params: { uri: 'file:///b' } };
    expect(spanOf(over)?.attributes).not.toHaveProperty('mcp.resource.uri');
  });
});

describe('mcpwatch’s own attributes', () => {
  it('are sent under their names, numbers as numbers', () => {
    const attributes = {
      'mcpwatch.session.id': '0123456789ab-1',
      'mcpwatch.run.id': 'ci-7',
      'mcpwatch.request.bytes': '120',
      'mcpwatch.client_wait_ms': '38600.5',
      'mcpwatch.progress_count': '3',
      'mcpwatch.list.count': '7',
      'mcpwatch.result_type': 'task',
      'mcp.task.id': '42',
      'jsonrpc.request.id': '7',
      'user_agent.original': 'client/1',
      'mcpwatch.direction': 'inbound',
      'some.other': 'x',
    };
    const span = spanOf({ attributes });
    expect(span?.attributes).toMatchObject({
      'mcpwatch.session.id': '0123456789ab-1',
      'mcpwatch.run.id': 'ci-7',
      'mcpwatch.request.bytes': 120,
      'mcpwatch.client_wait_ms': 38600.5,
      'mcpwatch.progress_count': 3,
      'mcpwatch.list.count': 7,
      'mcpwatch.result_type': 'task',
      'mcp.task.id': '42',
      'user_agent.original': 'client/1',
    });
    expect(span?.attributes).not.toHaveProperty(['some.other']);
    expect(span?.attributes).not.toHaveProperty(['mcpwatch.direction']);
  });
});

describe('trace context', () => {
  it('keeps flags and state, and links the ambient span', () => {
    const attributes = {
      'mcpwatch.trace.flags': '03',
      'mcpwatch.trace.state': 'rojo=1',
      'mcpwatch.trace.link': '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    };
    const span = spanOf({ attributes, parent_span_id: '1111111111111111' });
    expect(span).toMatchObject({
      flags: 0x303,
      traceState: 'rojo=1',
      links: [{ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', flags: 0x101 }],
    });
    expect(Object.keys(span?.attributes ?? {}).filter((name) => name.startsWith('mcpwatch.trace'))).toEqual([]);
  });

  it('of a parent that was not sampled makes no span', () => {
    expect(spanOf({ attributes: { 'mcpwatch.trace.flags': '00' } })).toBeUndefined();
  });

  it('is asked of the sampler where there are no flags', () => {
    expect(spanOf({}, { sampler: { name: 'always_off', ratio: 1 } })).toBeUndefined();
    expect(spanOf({}, { sampler: { name: 'traceidratio', ratio: 0 } })).toBeUndefined();
    expect(spanOf({}, { sampler: { name: 'traceidratio', ratio: 1 } })).toBeDefined();
  });

  it('has a parent in this process for what the server sends', () => {
    const over = {
      event_type: 'request',
      mcp_method: 'ping',
      event_name: 'ping',
      parent_span_id: '1111111111111111',
      attributes: { 'mcpwatch.direction': 'outbound' },
    };
    expect(spanOf(over)?.flags).toBe(0x101);
  });
});

describe('time', () => {
  it('is in microseconds, as far as the event knows them', () => {
    expect(spanOf({ started_at: '2026-11-22T10:20:30.123456Z', duration_ms: 0.0125 })).toMatchObject({
      startUs: Date.UTC(2026, 10, 22, 10, 20, 30, 123) * 1000 + 456,
      endUs: Date.UTC(2026, 10, 22, 10, 20, 30, 123) * 1000 + 456 + 13,
    });
  });

  it.each([
    ['2026-11-22T10:20:30Z', 0],
    ['2026-11-22T10:20:30.5Z', 500_000],
    ['2026-11-22T10:20:30.123Z', 123_000],
    ['2026-11-22T10:20:30.1234Z', 123_400],
    ['2026-11-22T10:20:30.123456789Z', 123_456],
    ['2026-11-22T11:20:30.123456+01:00', 123_456],
  ])('%s is read', (iso, us) => {
    expect(spanOf({ started_at: iso })?.startUs).toBe(Date.UTC(2026, 10, 22, 10, 20, 30) * 1000 + us);
  });

  it('never ends before it starts', () => {
    const span = spanOf({ duration_ms: -5 });
    expect(span?.endUs).toBe(span?.startUs);
  });
});

describe('limits', () => {
  it('cut long values and count attributes that are over', () => {
    const span = spanOf({ event_name: 'x'.repeat(50) }, { limits: { count: 2, valueLength: 8 } });
    expect(span).toMatchObject({
      attributes: { 'mcp.method.name': 'tools/ca', 'gen_ai.tool.name': 'xxxxxxxx' },
    });
    expect(span?.droppedAttributesCount).toBeGreaterThan(0);
  });

  it('do not cut a character in two', () => {
    const span = spanOf({ event_name: `${'x'.repeat(7)}😀` }, { limits: { count: 128, valueLength: 8 } });
    expect(span?.attributes).toMatchObject({ 'gen_ai.tool.name': 'x'.repeat(7) });
  });

  it('cut what a handler threw too, whose attributes are not counted with those of the span', () => {
    const attributes = {
      'error.type': 'tool_error',
      'exception.type': 'TypeError',
      'exception.message': 'no such file',
    };
    const event = { is_error: true, attributes };
    const span = spanOf(event, { payloads: 'full', limits: { count: 1, valueLength: 4 } });
    expect(span?.events).toMatchObject([{ attributes: { 'exception.type': 'Type', 'exception.message': 'no s' } }]);
  });
});

it('the table has every attribute that the conventions list for both kinds of span', () => {
  // The address of the other side is not known to the server that sends, and JSON-RPC is always 2.0.
  expect([...OPERATION_ATTRIBUTES].sort()).toEqual(
    [
      'client.address',
      'client.port',
      'error.type',
      'gen_ai.operation.name',
      'gen_ai.prompt.name',
      'gen_ai.tool.name',
      'jsonrpc.request.id',
      'mcp.method.name',
      'mcp.protocol.version',
      'mcp.resource.uri',
      'mcp.session.id',
      'network.protocol.name',
      'network.protocol.version',
      'network.transport',
      'rpc.response.status_code',
    ].sort(),
  );
});
