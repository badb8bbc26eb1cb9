import { describe, expect, it } from 'vitest';
import { whyUnanswerable } from '../../../src/agent/capture/unanswerable.js';

/** A streamable HTTP transport as the SDK has it, with a stream for call 1 and none outside of calls. */
const transport = (over: object = {}) => ({
  _streamMapping: new Map([['stream of 1', {}]]),
  _requestToStreamMapping: new Map([
    [1, 'stream of 1'],
    [2, 'stream of 2'],
  ]),
  _standaloneSseStreamId: '_GET_stream',
  _enableJsonResponse: false,
  ...over,
});
const call = (relatedRequestId?: number) => ({ relatedRequestId });
const open = new Map([['_GET_stream', {}]]);

describe('why a request to the client will not be answered', () => {
  it.each([
    ['nothing, over a transport without streams', {}, call(), false, /^$/],
    ['nothing, as part of a call', transport(), call(1), false, /^$/],
    ['no stream, outside of calls', transport(), undefined, false, /^it was not sent, .* no stream open/],
    ['nothing, outside of calls, with a stream', transport({ _streamMapping: open }), call(), false, /^$/],
    ['nothing, when it is kept until there is a stream', transport({ _eventStore: {} }), call(), false, /^$/],
    ['the stream of the call is closed', transport(), call(2), false, /^it was not sent, .* has closed the stream/],
    ['JSON only', transport({ _enableJsonResponse: true, _eventStore: {} }), call(1), false, /^its transport .* JSON/],
    ['the server is stateless', transport(), call(1), true, /^the server is stateless/],
    ['the same, over a transport of its own', { send() {} }, call(1), true, /^the server is stateless/],
  ])('%s', (_, to, options, isPerRequest, reason) => {
    expect(whyUnanswerable(to, options, isPerRequest)).toMatch(reason);
  });

  it('works on a transport around the web standard one', () => {
    expect(whyUnanswerable({ _webStandardTransport: transport() }, {}, false)).toMatch(/no stream open/);
  });
});
