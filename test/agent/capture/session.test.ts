import { describe, expect, it } from 'vitest';
import { perRequest, type Script, scriptedSession } from './scripted-session.js';

const TEXT = { content: [{ type: 'text', text: '5' }] };
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

/** A session past its handshake, with nothing recorded yet. */
function openSession(): Script {
  const session = scriptedSession();
  session.initialize();
  session.events.length = 0;
  return session;
}

const briefly = ({ events }: Script) => events.map(({ event_type, event_name }) => `${event_type} ${event_name}`);

describe('a whole session', () => {
  it('is recorded in the order in which its calls end', () => {
    const session = scriptedSession();
    session.initialize();
    session.reply(session.ask('tools/list'), { tools: [] });
    const slow = session.ask('tools/call', { name: 'slow', arguments: { a: 1 } });
    session.wait(10);
    const read = session.ask('resources/read', { uri: 'note://one' });
    session.wait(3);
    session.reply(read, { contents: [] });
    session.tell('notifications/message', { level: 'info', data: 'half way' }, slow);
    session.wait(7);
    session.reply(slow, TEXT);
    session.refuse(session.ask('prompts/get', { name: 'greet' }), -32602, 'no such prompt');
    session.refuse(session.ask('no/such/method'), -32601, 'Method not found');
    session.observer.closed();

    expect(
      session.events.map((event) => [event.event_type, event.event_name, event.duration_ms, event.is_error]),
    ).toEqual([
      ['initialize', 'server.initialize', 5, false],
      ['resource_read', 'note://one', 3, false],
      ['notification', 'notifications/message', 0, false],
      ['tool_call', 'slow', 20, false],
      ['prompt_get', 'greet', 0, true],
      ['error', 'no/such/method', 0, true],
      ['close', 'server.close', 25, false],
    ]);
  });

  it('has the parties, the agreed revision and one trace on every event', () => {
    const session = scriptedSession();
    session.initialize();
    session.reply(session.ask('tools/call', { name: 'add' }), TEXT);
    session.observer.closed();

    expect(session.events).toHaveLength(3);
    for (const event of session.events) {
      expect(event).toMatchObject({
        server_name: 'scripted',
        server_version: '1.0.0',
        client_name: 'a-client',
        client_version: '2.0.0',
        mcp_protocol_version: '2025-06-18',
        transport_type: 'stdio',
        trace_id: session.events[0]?.trace_id,
        parent_span_id: null,
      });
      expect(event.attributes).toMatchObject({ 'network.transport': 'pipe' });
    }
  });

  it('is named by the transport, where that has a session id', () => {
    const session = scriptedSession({ transport: { handleRequest: () => {}, sessionId: 'abc' } });
    session.initialize();

    expect(session.events[0]?.attributes).toEqual({
      'mcp.session.id': 'abc',
      'mcpwatch.session.id': expect.stringMatching(/^[0-9a-f]{16}-\d+$/),
      'network.transport': 'tcp',
      'jsonrpc.request.id': '1',
    });
  });

  it('in which no message has come leaves no trace', () => {
    const session = scriptedSession();
    session.observer.closed();
    session.finish();

    expect(session.events).toEqual([]);
  });
});

describe('a call', () => {
  it('holds its arguments as they came, its result as it was sent, and its times', () => {
    const session = openSession();
    const args = { a: 2 };
    const id = session.ask('tools/call', { name: 'add', arguments: args });
    args.a = 3;
    session.wait(40);
    session.reply(id, TEXT);

    expect(session.events).toMatchObject([
      {
        mcp_method: 'tools/call',
        request_params: { a: 2 },
        response_content: TEXT,
        started_at: '2026-11-22T00:00:01.005Z',
        ended_at: '2026-11-22T00:00:01.045Z',
        duration_ms: 40,
        error_code: null,
        error_message: null,
        attributes: { 'jsonrpc.request.id': '2' },
      },
    ]);
  });

  it('counts the progress that it reported', () => {
    const session = openSession();
    const id = session.ask('tools/call', { name: 'add', _meta: { progressToken: 'p' } });
    for (const progress of [1, 2, 3]) session.tell('notifications/progress', { progressToken: 'p', progress });
    session.tell('notifications/progress', { progressToken: 'another', progress: 1 });
    session.reply(id, TEXT);

    expect(briefly(session)).toEqual(['tool_call add']);
    expect(session.events[0]?.attributes['mcpwatch.progress_count']).toBe('3');
  });

  it.each([
    ['its _meta', { _meta: { traceparent: `00-${TRACE}-${CALLER}-01` } }, undefined],
    ['the HTTP request of SDK v1', {}, { requestInfo: { headers: { traceparent: `00-${TRACE}-${CALLER}-01` } } }],
    [
      'the HTTP request of SDK v2',
      {},
      { request: { headers: new Headers({ traceparent: `00-${TRACE}-${CALLER}-01` }) } },
    ],
  ])('belongs to the trace that %s names', (_where, params, extra) => {
    const session = openSession();
    session.reply(session.ask('tools/call', { name: 'add', ...params }, extra), TEXT);

    expect(session.events[0]).toMatchObject({ trace_id: TRACE, parent_span_id: CALLER });
  });

  it('counts the progress that it reported with a token of its own making, too', () => {
    const session = scriptedSession();
    const id = session.ask('tools/call', { name: 'add' });
    session.tell('notifications/progress', { progressToken: 'made up', progress: 1 }, id);
    session.tell('notifications/progress', { progress: 2 }, id);
    session.reply(id, {});

    expect(session.events[0]?.attributes['mcpwatch.progress_count']).toBe('2');
  });

  it('that shares its id with another is recorded, and so is the other', () => {
    const session = openSession();
    for (const name of ['one', 'two']) {
      session.observer.inbound({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name } }, undefined);
    }
    session.reply(7, TEXT);
    session.reply(7, TEXT);

    expect(briefly(session).sort()).toEqual(['tool_call one', 'tool_call two']);
  });

  it('is one of several in a batch', () => {
    const session = openSession();
    const call = (id: number, name: string) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name } });
    session.observer.inbound([call(10, 'one'), call(11, 'two'), 'noise'], undefined);
    session.observer.outbound(
      [10, 11].map((id) => ({ jsonrpc: '2.0', id, result: TEXT })),
      undefined,
      undefined,
    );

    expect(briefly(session)).toEqual(['tool_call one', 'tool_call two']);
  });
});

describe('a call that fails', () => {
  it('has the code and message of its error, and of what the handler threw the name and stack', () => {
    const session = openSession();
    const id = session.ask('resources/read', { uri: 'note://none' });
    const thrown = new TypeError('no such note');
    session.fail(id, thrown);
    session.refuse(id, -32002, 'Resource not found');

    expect(session.events).toMatchObject([
      {
        is_error: true,
        error_code: -32002,
        error_message: 'Resource not found',
        response_content: null,
        attributes: {
          'error.type': '-32002',
          'exception.type': 'TypeError',
          'exception.message': 'no such note',
          'exception.stacktrace': thrown.stack,
        },
      },
    ]);
  });

  it('by an isError result of a tool has the text of the result', () => {
    const session = openSession();
    const result = { isError: true, content: [{ type: 'text', text: 'disk full' }, { type: 'image' }] };
    session.reply(session.ask('tools/call', { name: 'save' }), result);

    expect(session.events).toMatchObject([
      {
        is_error: true,
        error_code: null,
        error_message: 'disk full',
        response_content: result,
        attributes: { 'error.type': 'tool_error' },
      },
    ]);
  });

  it('because the client cancelled it is recorded once, whatever comes later', () => {
    const session = openSession();
    const id = session.ask('tools/call', { name: 'slow' });
    session.wait(30);
    session.notify('notifications/cancelled', { requestId: id, reason: 'too slow' });
    session.reply(id, TEXT);

    expect(session.events).toMatchObject([
      {
        event_name: 'slow',
        duration_ms: 30,
        error_message: 'cancelled: too slow',
        attributes: { 'error.type': 'cancelled' },
      },
    ]);
  });

  it('because its reply could not be sent has an error beside it, which is its child', () => {
    const session = openSession();
    const reply = session.reply(session.ask('tools/call', { name: 'add' }), TEXT);
    session.observer.unsent(reply, new Error('the pipe is gone'));

    expect(briefly(session)).toEqual(['tool_call add', 'error tools/call']);
    const [call, failure] = session.events;
    expect(call).toMatchObject({ is_error: false, response_content: TEXT });
    expect(failure).toMatchObject({
      trace_id: call?.trace_id,
      parent_span_id: call?.span_id,
      is_error: true,
      error_message: 'the pipe is gone',
      response_content: null,
      attributes: {
        'jsonrpc.request.id': '2',
        'error.type': 'send_failed',
        'exception.type': 'Error',
        'mcpwatch.call.name': 'add',
      },
    });
  });

  it('is not the older of two with one id that is cancelled when the newer has been answered', () => {
    const { observer, events } = scriptedSession();
    const ask = (name: string) => {
      const message = { jsonrpc: '2.0', id: 0, method: 'tools/call', params: { name } };
      observer.inbound(message, undefined);
      return observer.callOf(message);
    };
    const [older, newer] = [ask('older'), ask('newer')];
    const answer = (during: object | undefined) =>
      observer.outbound({ jsonrpc: '2.0', id: 0, result: { content: [] } }, undefined, during);
    answer(newer);
    observer.inbound({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 0 } }, undefined);
    answer(older);

    expect(events.map(({ event_name, is_error }) => [event_name, is_error])).toEqual([
      ['newer', false],
      ['older', false],
    ]);
  });
});

describe('any other request', () => {
  it('is an event when it fails, and with its params', () => {
    const session = openSession();
    session.reply(session.ask('tools/list'), { tools: [] });
    session.refuse(session.ask('logging/setLevel', { level: 'loud' }), -32602, 'no such level');

    expect(session.events).toMatchObject([
      {
        event_type: 'error',
        event_name: 'logging/setLevel',
        mcp_method: 'logging/setLevel',
        request_params: { level: 'loud' },
        error_code: -32602,
      },
    ]);
  });

  it('is one event when its reply could not be sent', () => {
    const session = openSession();
    const id = session.ask('tools/list');
    session.wait(8);
    session.observer.unsent(session.reply(id, { tools: [] }), new Error('the pipe is gone'));

    expect(session.events).toMatchObject([
      { event_type: 'error', event_name: 'tools/list', duration_ms: 8, error_message: 'the pipe is gone' },
    ]);
  });
});

describe('what belongs to no request', () => {
  it('is a notification of the server, as a child of the call during which it was sent', () => {
    const session = openSession();
    const params = { name: 'add', _meta: { traceparent: `00-${TRACE}-${CALLER}-01` } };
    const id = session.ask('tools/call', params);
    session.tell('notifications/resources/updated', { uri: 'note://one' }, id);
    session.tell('notifications/tools/list_changed', {}, undefined, { relatedRequestId: id });
    session.tell('notifications/prompts/list_changed');
    session.reply(id, TEXT);

    const [updated, tools, prompts, call] = session.events;
    expect(updated).toMatchObject({ request_params: { uri: 'note://one' }, trace_id: TRACE });
    expect([updated?.parent_span_id, tools?.parent_span_id]).toEqual([call?.span_id, call?.span_id]);
    expect(prompts).toMatchObject({ parent_span_id: null });
    expect(prompts?.trace_id).not.toBe(TRACE);
  });

  it('is an error that the transport reports, and one that the server sends without an id', () => {
    const session = openSession();
    session.observer.transportFailed(new Error('bad frame'));
    session.refuse(null, -32700, 'Parse error');

    expect(session.events).toMatchObject([
      { event_type: 'error', event_name: 'transport.error', error_message: 'bad frame', error_code: null },
      { event_type: 'error', event_name: 'protocol.error', error_message: 'Parse error', error_code: -32700 },
    ]);
  });

  it('is nothing where it means nothing to a server', () => {
    const session = openSession();
    session.reply(99, TEXT);
    session.observer.unsent({}, new Error('never handed over'));
    session.tell('notifications/other');
    session.tell('sampling/createMessage');
    for (const noise of [undefined, null, 'text', 7, {}, [], [[]], { id: 1 }, { id: {}, result: {} }]) {
      session.observer.inbound(noise, undefined);
      session.observer.outbound(noise, undefined, undefined);
    }

    expect(session.events).toEqual([]);
  });
});

describe('the end of a session', () => {
  it.each([
    ['connection_closed', (session: Script) => session.observer.closed()],
    ['process_died', (session: Script) => session.finish()],
  ])('by %s gives up open calls, then closes, once', (reason, end) => {
    const session = openSession();
    session.ask('tools/call', { name: 'slow' });
    session.ask('tools/list');
    session.wait(15);
    end(session);
    session.observer.closed();
    session.finish();

    expect(briefly(session)).toEqual(['tool_call slow', 'error tools/list', 'close server.close']);
    expect(session.events).toMatchObject([
      { is_error: true, duration_ms: 15, response_content: null, attributes: { 'error.type': reason } },
      { is_error: true, attributes: { 'error.type': reason } },
      { is_error: false, duration_ms: 20 },
    ]);
  });

  it('is not awaited by a call that 10,000 newer ones have passed', () => {
    const session = openSession();
    for (let count = 0; count <= 10_000; count += 1) session.ask('tools/call', { name: `tool ${count}` });

    expect(session.events).toMatchObject([{ event_name: 'tool 0', attributes: { 'error.type': 'overflow' } }]);
  });
});

describe('revision 2026-07-28, which has no handshake', () => {
  const client = { name: 'modern', version: '3.0.0' };
  const _meta = {
    'io.modelcontextprotocol/clientInfo': client,
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  };

  it('has one initialize for each client that a server sees, and names client and revision on every event', () => {
    const session = scriptedSession();
    session.reply(session.ask('tools/call', { name: 'add', _meta }), TEXT);
    session.reply(session.ask('tools/call', { name: 'add', _meta }), TEXT);
    const other = session.connect();
    other.reply(other.ask('tools/call', { name: 'add', _meta }), TEXT);

    expect(briefly(session)).toEqual([
      'initialize server.initialize',
      'tool_call add',
      'tool_call add',
      'tool_call add',
    ]);
    for (const event of session.events) {
      expect(event).toMatchObject({
        client_name: 'modern',
        client_version: '3.0.0',
        mcp_protocol_version: '2026-07-28',
      });
    }
    expect(session.events[0]?.request_params).toEqual({ clientInfo: client });
  });

  it('greets when the server comes, where an entry listens before it has made one', () => {
    const session = scriptedSession({ server: undefined });
    const id = session.ask('tools/call', { name: 'add', _meta });
    expect(session.events).toEqual([]);
    session.observer.served({ _serverInfo: { name: 'made later', version: '1.0.0' } });
    session.reply(id, TEXT);

    expect(session.events).toMatchObject([
      { event_type: 'initialize', server_name: 'made later', client_name: 'modern' },
      { event_type: 'tool_call', server_name: 'made later' },
    ]);
  });

  it('lets a subscription stay open without a failure at its end', () => {
    const session = openSession();
    const id = session.ask('subscriptions/listen', { _meta });
    session.tell('notifications/subscriptions/acknowledged', {
      _meta: { 'io.modelcontextprotocol/subscriptionId': id },
    });
    session.tell('notifications/resources/updated', { uri: 'note://one' });
    session.observer.closed();

    expect(briefly(session)).toEqual([
      'initialize server.initialize',
      'notification notifications/resources/updated',
      'close server.close',
    ]);
  });
});

describe('a server that lives for one request', () => {
  it('has one close for the process, that names no client', () => {
    const first = scriptedSession({ transport: perRequest() });
    for (const session of [first, first.connect({ transport: perRequest() })]) {
      session.reply(session.ask('tools/call', { name: 'add' }), TEXT);
      session.observer.closed();
    }
    expect(briefly(first)).toEqual(['tool_call add', 'tool_call add']);
    first.finish();
    first.finish();

    expect(briefly(first).slice(2)).toEqual(['close server.close']);
    expect(first.events[2]).toMatchObject({ transport_type: 'streamable-http', client_name: '' });
  });

  it('closes in the session of its calls, however many servers there are', () => {
    const first = scriptedSession();
    for (let at = 0; at < 1003; at += 1) {
      const server = { _serverInfo: { name: `server ${at}`, version: '1.0.0' } };
      const session = first.connect({ server, transport: perRequest() });
      session.reply(session.ask('tools/call', { name: 'add' }), TEXT);
      session.observer.closed();
    }
    first.finish();

    const idsOf = (type: string) =>
      first.events
        .filter(({ event_type }) => event_type === type)
        .map(({ server_name, attributes }) => `${server_name} ${attributes['mcpwatch.session.id']}`);
    expect(idsOf('close')).toHaveLength(1003);
    expect(idsOf('close').sort()).toEqual(idsOf('tool_call').sort());
  });

  it('is timed from the arrival of the HTTP request that an entry has answered itself', () => {
    const session = scriptedSession();
    session.wait(50);
    const exchange = session.connect({ server: undefined, transport: {}, exchangeArrivedMs: 1020 });
    exchange.observer.rejected({
      httpMethod: 'POST',
      status: 400,
      messages: [{ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'add' } }],
      error: { code: -32022, message: 'unsupported revision' },
      extra: undefined,
      arrivedMs: 1020,
    });

    expect(session.events).toMatchObject([
      { event_name: 'add', duration_ms: 30, transport_type: 'streamable-http', error_code: -32022 },
    ]);
  });
});
