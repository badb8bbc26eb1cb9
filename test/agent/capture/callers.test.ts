import { expect, it } from 'vitest';
import { createCallerAttributes } from '../../../src/agent/caller-attributes.js';
import { Callers } from '../../../src/agent/capture/callers.js';

const PEER = { address: '203.0.113.7', port: 4711, isUnixSocket: false, httpVersion: '1.1' };

/** v1 has the headers as an object, v2 as the request's own `Headers`. */
const v1 = (headers: Record<string, string>, authInfo?: unknown) => ({ authInfo, requestInfo: { headers } });
const v2 = (headers: Record<string, string>) => ({ request: { headers: new Headers(headers) } });

function callers() {
  const failures: unknown[] = [];
  const attributesOf = createCallerAttributes({
    mode: 'full',
    hashWith: () => (text) => text,
    onFailure: (error) => failures.push(error),
  });
  return { failures, of: new Callers(attributesOf) };
}

it.each([
  ['v1', v1],
  ['v2', v2],
])('%s: requests of one connection that say the same have the same attributes, the very object', (_sdk, extra) => {
  const { of } = callers();
  const first = of.attributesOf({ peer: PEER, extra: extra({ 'user-agent': 'agent/1' }) });
  expect(first).toEqual({
    'client.address': '203.0.113.7',
    'client.port': '4711',
    'network.protocol.version': '1.1',
    'user_agent.original': 'agent/1',
  });
  expect(of.attributesOf({ peer: PEER, extra: extra({ 'user-agent': 'agent/1' }) })).toBe(first);
});

it.each([
  ['another user agent', { 'user-agent': 'agent/2' }, { 'user_agent.original': 'agent/2' }],
  ['another client behind the proxy', { 'x-forwarded-for': '203.0.113.8' }, { 'client.address': '203.0.113.8' }],
  ['the same in RFC 7239', { forwarded: 'for=203.0.113.9' }, { 'client.address': '203.0.113.9' }],
])('a later request on the connection with %s is told apart', (_what, headers, expected) => {
  const { of } = callers();
  of.attributesOf({ peer: PEER, extra: v1({ 'user-agent': 'agent/1' }) });
  expect(of.attributesOf({ peer: PEER, extra: v1(headers) })).toMatchObject(expected);
});

it('a token is read for each request: a proxy sends those of many users over one connection', () => {
  const { of } = callers();
  const idOf = (clientId: string) =>
    of.attributesOf({ peer: PEER, extra: v1({}, { clientId }) })['mcpwatch.auth.client_id'];
  expect(idOf('one')).toBe('one');
  expect(idOf('other')).toBe('other');
  expect(of.attributesOf({ peer: PEER, extra: v1({}) })).not.toHaveProperty('mcpwatch.auth.client_id');
});

it('objects of the host that throw are reported each time, and the request is recorded without its caller', () => {
  const { of, failures } = callers();
  const extra = {
    get requestInfo(): never {
      throw new Error('not now');
    },
  };
  expect(of.attributesOf({ peer: PEER, extra })).toEqual({ 'network.protocol.version': '1.1' });
  expect(of.attributesOf({ peer: PEER, extra })).toEqual({ 'network.protocol.version': '1.1' });
  expect(failures).toHaveLength(2);
});
