import { describe, expect, it } from 'vitest';
import { type Script, scriptedSession } from './scripted-session.js';

const TEXT = { content: [{ type: 'text', text: '5' }] };

/** A session past its handshake, with nothing recorded yet. */
function openSession(): Script {
  const session = scriptedSession({}, ['everyone', 'conversation']);
  session.initialize();
  session.events.length = 0;
  return session;
}

const callTool = (session: Script, name = 'tool') => session.ask('tools/call', { name });
const waits = ({ events }: Script) =>
  events
    .filter(({ event_type }) => event_type === 'tool_call')
    .map((event) => event.attributes['mcpwatch.client_wait_ms']);

describe('the time that a call waits for its client', () => {
  it('is the union of what it asks for, with gaps left out and overlaps counted once', () => {
    const session = openSession();
    const id = callTool(session);
    const one = session.askClient('elicitation/create', {}, id);
    session.wait(10);
    const two = session.askClient('sampling/createMessage', {}, id);
    session.wait(10);
    session.clientReplies(one, { result: {} });
    session.wait(10);
    session.clientReplies(two, { result: {} });
    session.wait(100);
    const three = session.askClient('roots/list', {}, id);
    session.wait(7);
    session.clientReplies(three, { result: {} });
    session.wait(5);
    session.reply(id, TEXT);

    expect(waits(session)).toEqual(['37']);
    expect(session.events.map(({ event_name, duration_ms }) => [event_name, duration_ms])).toEqual([
      ['elicitation/create', 20],
      ['sampling/createMessage', 20],
      ['roots/list', 7],
      ['tool', 142],
    ]);
  });

  it('ends with the call, which may not wait for an answer', () => {
    const session = openSession();
    const id = callTool(session);
    const asked = session.askClient('sampling/createMessage', {}, id);
    session.wait(30);
    session.reply(id, TEXT);
    session.wait(500);
    session.clientReplies(asked, { result: {} });

    expect(waits(session)).toEqual(['30']);
  });

  it.each([
    ['its state is asked for', 'tasks/get', { taskId: 'task-1', status: 'completed' }],
    ['its result is asked for', 'tasks/result', { action: 'accept' }],
    ['it is cancelled', 'tasks/cancel', { taskId: 'task-1', status: 'cancelled' }],
  ])('goes on while the client works on a task, until it has ended and %s', (_, method, result) => {
    const session = openSession();
    const id = callTool(session);
    const asked = session.askClient('elicitation/create', {}, id);
    session.wait(1);
    session.clientReplies(asked, { result: { task: { taskId: 'task-1', status: 'working' } } });
    session.wait(50);
    const working = { result: { taskId: 'task-1', status: 'working' } };
    session.clientReplies(session.askClient('tasks/get', { taskId: 'task-1' }, id), working);
    session.wait(50);
    session.clientReplies(session.askClient(method, { taskId: 'task-1' }, id), { result });
    session.wait(7);
    session.reply(id, TEXT);

    expect(waits(session)).toEqual(['101']);
    expect(session.events.map(({ attributes }) => attributes['mcp.task.id'])).toEqual([
      'task-1',
      'task-1',
      'task-1',
      undefined,
    ]);
    expect(session.events[0]?.attributes['mcpwatch.result_type']).toBe('task');
  });

  it('goes on until the client reports the end of its task', () => {
    const session = openSession();
    const id = callTool(session);
    const asked = session.askClient('sampling/createMessage', {}, id);
    session.clientReplies(asked, { result: { task: { taskId: 'task-1', status: 'working' } } });
    session.wait(50);
    session.notify('notifications/tasks/status', { taskId: 'task-1', status: 'failed' });
    session.wait(7);
    session.reply(id, TEXT);

    expect(waits(session)).toEqual(['50']);
  });

  it('belongs to the call that asks, whatever else is open', () => {
    const session = openSession();
    const [asking, other] = [callTool(session, 'asking'), callTool(session, 'other')];
    const asked = session.askClient('elicitation/create', {}, asking);
    session.wait(9);
    session.clientReplies(asked, { result: {} });
    session.reply(other, TEXT);
    session.reply(asking, TEXT);

    expect(waits(session)).toEqual([undefined, '9']);
  });
});

describe('a request of the server', () => {
  it('outside of any call has no parent', () => {
    const session = openSession();
    session.clientReplies(session.askClient('roots/list'), { result: { roots: [] } });

    expect(session.events).toMatchObject([
      { event_type: 'request', event_name: 'roots/list', parent_span_id: null, response_content: { roots: [] } },
    ]);
  });

  it('that is never answered ends with the connection', () => {
    const session = openSession();
    const id = callTool(session);
    session.askClient('elicitation/create', {}, id);
    session.wait(4);
    session.finish();

    expect(session.events.map(({ event_name, attributes }) => [event_name, attributes['error.type']])).toEqual([
      ['elicitation/create', 'connection_closed'],
      ['tool', 'process_died'],
      ['server.close', undefined],
    ]);
    expect(waits(session)).toEqual(['4']);
  });

  it('is sent to MCPWatch only when it fails', () => {
    const session = scriptedSession();
    session.initialize();
    session.events.length = 0;
    session.clientReplies(session.askClient('roots/list'), { result: {} });
    session.clientReplies(session.askClient('roots/list'), { error: { code: -32601, message: 'Method not found' } });

    expect(session.events.map(({ event_type, error_code }) => [event_type, error_code])).toEqual([['error', -32601]]);
  });

  it('counts the progress that its client reports', () => {
    const session = openSession();
    const asked = session.askClient('sampling/createMessage');
    for (const progress of [1, 2]) session.notify('notifications/progress', { progressToken: asked, progress });
    session.clientReplies(asked, { result: {} });

    expect(session.events).toMatchObject([{ attributes: { 'mcpwatch.progress_count': '2' } }]);
  });

  it('is answered by its id as text too, as the SDK takes it', () => {
    const session = openSession();
    const id = callTool(session);
    session.observer.outbound({ jsonrpc: '2.0', id: 7, method: 'ping' }, { relatedRequestId: id }, undefined);
    session.notify('notifications/progress', { progressToken: '7', progress: 1 });
    session.wait(3);
    session.observer.inbound({ jsonrpc: '2.0', id: '7', result: {} }, undefined);
    session.wait(30);
    session.reply(id, TEXT);

    expect(session.events).toMatchObject([
      { event_type: 'request', duration_ms: 3, is_error: false, attributes: { 'mcpwatch.progress_count': '1' } },
      { event_type: 'tool_call', attributes: { 'mcpwatch.client_wait_ms': '3' } },
    ]);
  });

  it('that is repeated with the id of an open one ends that one', () => {
    const session = openSession();
    for (const _time of [1, 2]) {
      session.observer.outbound({ jsonrpc: '2.0', id: 7, method: 'ping' }, undefined, undefined);
    }
    session.observer.inbound({ jsonrpc: '2.0', id: 7, result: {} }, undefined);

    expect(session.events.map(({ attributes }) => attributes['error.type'])).toEqual(['overflow', undefined]);
  });
});

describe('the rest of the conversation', () => {
  it('has the other requests of the client, and its notifications', () => {
    const session = openSession();
    session.reply(session.ask('tools/list'), { tools: [] });
    session.notify('notifications/roots/list_changed');
    session.notify('notifications/custom', { a: 1 });

    expect(session.events).toMatchObject([
      { event_type: 'request', event_name: 'tools/list', response_content: { tools: [] } },
      { event_type: 'notification', event_name: 'notifications/roots/list_changed' },
      { event_type: 'notification', event_name: 'notifications/custom', request_params: { a: 1 } },
    ]);
    expect(session.events[2]?.attributes['mcpwatch.direction']).toBe('inbound');
  });

  it('says which call a client has cancelled', () => {
    const session = openSession();
    const id = callTool(session);
    session.notify('notifications/cancelled', { requestId: id, reason: 'changed my mind' });

    const [call, notification] = session.events;
    expect([call?.event_name, notification?.event_name]).toEqual(['tool', 'notifications/cancelled']);
    expect(notification?.parent_span_id).toBe(call?.span_id);
  });
});
