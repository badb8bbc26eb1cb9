import { expect, it } from 'vitest';
import { createCapture } from '../../../src/agent/capture/capture.js';
import type { BegunCall, ConnectionObserver } from '../../../src/model.js';
import { perRequest, STDIO } from './scripted-session.js';

/** What is noted of calls as they begin, on connections of one process. */
function connections() {
  const begun: BegunCall[] = [];
  const capture = createCapture(
    { emit: () => {}, snapshot: (_of, value) => ({ value, json: JSON.stringify(value) }) },
    { openCalls: { begun: (call) => void begun.push(call), endedSilently: () => {} } },
  );
  const connect = (name: string, transport: object) =>
    capture.observe({
      server: { _serverInfo: { name, version: '1.0.0' } },
      transport,
      origin: { hook: 'api', file: '', moduleKind: 'esm' },
    });
  const call = (to: ConnectionObserver, tool: string) => {
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool } };
    to.inbound(message, undefined);
    return begun.at(-1)?.like;
  };
  return { connect, call };
}

it('servers that live for one request each share what their calls have in common: it is written once (#14)', () => {
  const { connect, call } = connections();
  const first = call(connect('notes', perRequest()), 'read');
  expect(first).toMatchObject({ event_name: 'read', server_name: 'notes' });
  expect(call(connect('notes', perRequest()), 'read')).toBe(first);
});

it('but not those of another server, or another tool', () => {
  const { connect, call } = connections();
  call(connect('notes', perRequest()), 'read');
  expect(call(connect('files', perRequest()), 'read')).toMatchObject({ server_name: 'files', event_name: 'read' });
  expect(call(connect('files', perRequest()), 'write')).toMatchObject({ server_name: 'files', event_name: 'write' });
});

it('sessions have their own', () => {
  const { connect, call } = connections();
  const one = call(connect('notes', { ...STDIO }), 'read');
  const other = call(connect('notes', { ...STDIO }), 'read');
  expect(other?.attributes['mcpwatch.session.id']).not.toBe(one?.attributes['mcpwatch.session.id']);
});
