/** What is known of the sender of an HTTP request, whatever the host's HTTP server is; the host's own request goes on. */
import { request as httpRequest } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { currentPeer, tapHttp } from '../../../src/agent/patch/transport-http.js';
import type { HttpPeer } from '../../../src/http-peer.js';
import { listening } from '../../delivery/ship/listening.js';
import { DEAF_OBSERVER } from '../../support/deaf-observer.js';

/** A tapped transport, and the peers that it has seen. */
function transport() {
  const seen: Array<HttpPeer | undefined> = [];
  const tapped = {
    handleRequest: async (_request: unknown, response?: { end(): unknown }) => {
      seen.push(currentPeer());
      response?.end();
    },
  };
  tapHttp(tapped, DEAF_OBSERVER, (error) => {
    throw error;
  });
  return { seen, handleRequest: (...args: [unknown, { end(): unknown }?]) => tapped.handleRequest(...args) };
}

it('over HTTP/1.1', async () => {
  const { seen, handleRequest } = transport();
  const url = await listening((request, response) => handleRequest(request, response));
  let port: number | undefined;
  await new Promise<void>((resolve) => {
    const sent = httpRequest(url, (response) => response.resume().once('end', resolve)).end();
    sent.once('socket', (socket) => socket.once('connect', () => (port = socket.localPort)));
  });
  expect(seen).toEqual([{ address: '127.0.0.1', port, isUnixSocket: false, httpVersion: '1.1' }]);
});

it('over HTTP/2', async () => {
  const { seen, handleRequest } = transport();
  const server = createHttp2Server((request, response) => void handleRequest(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await new Promise((resolve) => session.request().resume().once('end', resolve).end());
  const port = session.socket.localPort;
  session.close();
  expect(seen).toEqual([{ address: '127.0.0.1', port, isUnixSocket: false, httpVersion: '2' }]);
});

it('with a socket that throws nothing is known, and the host is not disturbed', async () => {
  const { seen, handleRequest } = transport();
  const request = {
    method: 'GET',
    get socket(): never {
      throw new Error('the session has ended');
    },
  };
  await handleRequest(request);
  expect(seen).toEqual([undefined]);
});
