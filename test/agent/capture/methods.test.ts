import { describe, expect, it } from 'vitest';
import { NOTIFICATIONS, OTHER_REQUEST, REQUESTS } from '../../../src/agent/capture/methods.js';

/** The event of a request: its type, its name, and what it records of the params. */
function eventOf(method: string, params: Record<string, unknown>) {
  const rule = REQUESTS.get(method) ?? OTHER_REQUEST;
  return [rule.type, rule.name(params) || method, rule.params(params)];
}

const HELLO = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a', version: '1' } };

describe('what a request becomes', () => {
  it.each([
    ['tools/call', { name: 'add', arguments: { a: 1 }, _meta: {} }, ['tool_call', 'add', { a: 1 }]],
    ['prompts/get', { name: 'greet', arguments: { who: 'Ada' } }, ['prompt_get', 'greet', { who: 'Ada' }]],
    ['resources/read', { uri: 'note://one', _meta: {} }, ['resource_read', 'note://one', { uri: 'note://one' }]],
    ['initialize', HELLO, ['initialize', 'server.initialize', HELLO]],
  ])('%s', (method, params, event) => {
    expect(eventOf(method, params)).toEqual(event);
  });

  it.each([
    ['tools/call', { name: 'add' }, ['tool_call', 'add', {}]],
    ['prompts/get', { name: 'greet' }, ['prompt_get', 'greet', {}]],
  ])('%s without arguments', (method, params, event) => {
    expect(eventOf(method, params)).toEqual(event);
  });

  it.each([
    ['tools/call', { name: 7 }, ['tool_call', 'tools/call', {}]],
    ['tools/call', {}, ['tool_call', 'tools/call', {}]],
    ['prompts/get', { name: null }, ['prompt_get', 'prompts/get', {}]],
    ['resources/read', {}, ['resource_read', 'resources/read', { uri: undefined }]],
  ])('%s with malformed params %j, under the name of the method', (method, params, event) => {
    expect(eventOf(method, params)).toEqual(event);
  });

  it.each(['ping', 'tools/list', 'resources/list', 'logging/setLevel', 'completion/complete', 'constructor'])(
    '%s: a request',
    (method) => {
      expect(eventOf(method, { a: 1 })).toEqual(['request', method, { a: 1 }]);
    },
  );
});

describe('what a notification of the server becomes', () => {
  it.each([
    'notifications/message',
    'notifications/tools/list_changed',
    'notifications/prompts/list_changed',
    'notifications/resources/list_changed',
    'notifications/resources/updated',
  ])('%s: an event for everyone', (method) => {
    expect(NOTIFICATIONS.has(method)).toBe(true);
  });

  it.each(['notifications/progress', 'notifications/cancelled', 'notifications/subscriptions/acknowledged'])(
    '%s: part of the conversation at most',
    (method) => {
      expect(NOTIFICATIONS.has(method)).toBe(false);
    },
  );
});
