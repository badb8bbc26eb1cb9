import { describe, expect, it } from 'vitest';
import { detectTransportType, isPerRequest } from '../../../src/agent/capture/transport-type.js';

class WebSocketServerTransport {}
class MyStreamableTransport {}
class Secret {
  readonly #value = 1;
  read(): number {
    return this.#value;
  }
}
const socket = { readyState: 1, send: () => {} };
const handleRequest = () => {};

describe('the type of a transport', () => {
  it.each([
    ['stdio', { _stdin: {}, _stdout: {} }],
    ['stdio', { deliver: () => {}, _wire: { _stdin: {}, _stdout: {} } }],
    ['sse', { handlePostMessage: () => {} }],
    ['streamable-http', { handleRequest }],
    ['streamable-http', { _webStandardTransport: { handleRequest } }],
    ['streamable-http', { handleMessage: () => {}, _classification: undefined }],
    ['streamable-http', new MyStreamableTransport()],
    ['websocket', { _ws: socket }],
    ['websocket', { socket }],
    ['websocket', new WebSocketServerTransport()],
    ['unknown', { _messageQueue: [], _otherTransport: undefined }],
    ['unknown', new Secret()],
    ['unknown', null],
    ['unknown', 'stdio'],
    [
      'unknown',
      {
        get _stdin() {
          throw new Error('not yours');
        },
      },
    ],
  ])('%s, by its shape (%#)', (type, transport: unknown) => {
    expect(detectTransportType(transport)).toBe(type);
  });

  it('ends in a circle of wrappers', () => {
    const circle: Record<string, unknown> = {};
    circle['transport'] = circle;

    expect(detectTransportType(circle)).toBe('unknown');
  });
});

describe('a transport for one request', () => {
  it.each([
    [true, { handleRequest, sessionIdGenerator: undefined }],
    [true, { _webStandardTransport: { handleRequest, sessionIdGenerator: undefined } }],
    [true, { handleMessage: () => {}, _classification: {} }],
    [false, { handleRequest, sessionIdGenerator: () => 'id' }],
    [false, { handleRequest }],
    [false, { _stdin: {}, _stdout: {} }],
  ])('%s (%#)', (expected, transport) => {
    expect(isPerRequest(transport)).toBe(expected);
  });
});
