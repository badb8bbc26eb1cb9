/** Readers of live updates that do not read. */
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { EventStream } from '../../../src/collector/live/event-stream.js';

const READERS = 200;
const MESSAGE_BYTES = 200_000;
const ROUNDS = 100;

it('hold a limited amount of memory together, and are cut off beyond it', async () => {
  const streams = new Set<EventStream>();
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => {
    responses.push(response);
    new EventStream(response, streams);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  for (let reader = 0; reader < READERS; reader += 1) {
    const socket = connect(port, '127.0.0.1')
      .pause()
      .on('error', () => {});
    onTestFinished(() => void socket.destroy());
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  }
  await expect.poll(() => streams.size, { timeout: 20_000 }).toBe(READERS);

  const text = 'x'.repeat(MESSAGE_BYTES);
  let most = 0;
  for (let round = 0; round < ROUNDS && streams.size > 0; round += 1) {
    for (const stream of [...streams]) stream.send('rows', text);
    const unread = responses.map(({ destroyed, writableLength }) => (destroyed ? 0 : writableLength));
    most = Math.max(
      most,
      unread.reduce((sum, bytes) => sum + bytes, 0),
    );
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(32 * 1024 * 1024 + READERS * 2 * MESSAGE_BYTES);
  await expect.poll(() => streams.size, { timeout: 20_000 }).toBe(0);
});
