/** Connections that are opened ahead: what the next request makes of them, whatever the receiver has done meanwhile. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDirectPost } from '../../../../src/delivery/ship/http/direct-post.js';
import type { Post } from '../../../../src/delivery/ship/http/post.js';

interface Receiver {
  readonly url: URL;
  readonly connections: readonly Socket[];
}

const addressOf = (server: { address(): unknown }) =>
  new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`);

async function receiver(server: Server = createServer((request, response) => answer(request.resume(), response))) {
  const connections: Socket[] = [];
  server.on('connection', (socket: Socket) => connections.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  const opened: Receiver = { url: addressOf(server), connections };
  return opened;
}

const answer = (request: NodeJS.ReadableStream, response: { end(): void }) => request.on('end', () => response.end());

function postTo(url: URL): Post {
  const post = createDirectPost(url, 5000);
  onTestFinished(() => post.close());
  return post;
}

const until = (condition: () => boolean) => expect.poll(condition, { timeout: 20_000 }).toBe(true);

describe('a connection that was opened ahead', () => {
  it('is used by the first request, and kept for the next', async () => {
    const { url, connections } = await receiver();
    const post = postTo(url);
    post.open?.();
    await until(() => connections.length === 1);
    for (let round = 0; round < 3; round += 1) {
      expect(await post.send(Buffer.from('{}'), {})).toMatchObject({ code: 200 });
    }
    expect(connections).toHaveLength(1);
  });

  it('is one, however often it is asked for', async () => {
    const { url, connections } = await receiver();
    const post = postTo(url);
    for (let round = 0; round < 5; round += 1) post.open?.();
    expect(await post.send(Buffer.from('{}'), {})).toMatchObject({ code: 200 });
    expect(connections).toHaveLength(1);
  });

  it('is replaced when the receiver has closed it', async () => {
    const { url, connections } = await receiver();
    const post = postTo(url);
    post.open?.();
    await until(() => connections.length === 1);
    connections[0]?.destroy();
    await until(() => connections[0]?.closed === true);
    expect(await post.send(Buffer.from('{}'), {})).toMatchObject({ code: 200 });
    expect(connections).toHaveLength(2);
  });

  it('with an answer to nothing is not taken for one that answers the request', async () => {
    const { url, connections } = await receiver();
    const post = postTo(url);
    post.open?.();
    await until(() => connections.length === 1);
    connections[0]?.end('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n');
    await until(() => connections[0]?.closed === true);
    expect(await post.send(Buffer.from('{}'), {})).toMatchObject({ code: 200 });
  });

  it('on which that answer crosses the request is given up for another', async () => {
    let isFirst = true;
    const tcp = createTcpServer((socket) => {
      const wasFirst = isFirst;
      isFirst = false;
      socket.on('data', () =>
        socket.end(wasFirst ? 'HTTP/1.1 408 Request Timeout\r\n\r\n' : 'HTTP/1.1 202 OK\r\n\r\n'),
      );
    });
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void tcp.close());
    const post = postTo(addressOf(tcp));
    post.open?.();
    expect(await post.send(Buffer.from('{}'), {})).toMatchObject({ code: 202 });
    // An answer of 408 to a request on a connection of its own is an answer.
    isFirst = true;
    const other = postTo(addressOf(tcp));
    expect(await other.send(Buffer.from('{}'), {})).toMatchObject({ code: 408 });
  });

  it('that cannot be opened is no problem before there is a request', async () => {
    const { url } = await receiver();
    const nobody = createTcpServer();
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve));
    const refused = addressOf(nobody);
    await new Promise<void>((resolve) => nobody.close(() => resolve()));
    const post = postTo(refused);
    post.open?.();
    await expect(post.send(Buffer.from('{}'), {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    post.open?.();
    expect(await postTo(url).send(Buffer.from('{}'), {})).toMatchObject({ code: 200 });
    await expect(post.send(Buffer.from('{}'), {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is closed with the sender', async () => {
    const { url, connections } = await receiver();
    const post = postTo(url);
    post.open?.();
    await until(() => connections.length === 1);
    post.close();
    connections[0]?.resume();
    await until(() => connections[0]?.closed === true);
  });
});
