/** #9 C7: events without configuration reach `mcpwatch dev` of the same user, and nobody else. */
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLocalDestination } from '../../../src/delivery/local/local-destination.js';
import { localSocketPath } from '../../../src/delivery/spool/format/local-socket.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const LINES = [Buffer.from('{"event_id":"a"}')];

function destinationIn(dir: string | undefined) {
  const destination = createLocalDestination({ dir, sdk: { name: 'mcpwatch-node', version: '1' } });
  onTestFinished(() => destination.close());
  return destination;
}

async function listenIn(dir: string): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(202).end());
  });
  await new Promise<void>((resolve) => server.listen(localSocketPath(dir), resolve));
  onTestFinished(() => end(server));
  return server;
}

async function end(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

describe.skipIf(process.platform === 'win32')('a server without configuration', () => {
  it('reaches a collector in its user’s folder, also when that was started again', async () => {
    const dir = temporaryFolder();
    const destination = destinationIn(dir);
    expect(await destination.send(LINES)).toMatchObject({ status: 'retryable', remedy: 'somebody listens' });
    await end(await listenIn(dir));
    const second = await listenIn(dir);
    expect(await destination.send(LINES)).toMatchObject({ status: 'delivered' });
    await end(second);
    await listenIn(dir);
    expect(await destination.send(LINES)).toMatchObject({ status: 'delivered' });
  });

  it.each([
    ['can be written by other users', (dir: string) => chmodSync(dir, 0o777)],
    ['is a symbolic link', (dir: string) => symlinkSync(dir, `${dir}-link`)],
  ])('sends nothing through a folder that %s', async (why, spoil) => {
    const dir = join(temporaryFolder(), 'spool');
    mkdirSync(dir, { mode: 0o700 });
    await listenIn(dir);
    spoil(dir);
    const used = why.includes('link') ? `${dir}-link` : dir;
    expect(await destinationIn(used).send(LINES)).toMatchObject({ status: 'retryable', why: `${used} ${why}` });
  });

  it.each([
    ['no folder', undefined, 'there is no home folder'],
    ['a folder with too long a path', `/tmp/${'x'.repeat(100)}`, 'is too long a path'],
  ])('says so where it has %s', async (_, dir, why) => {
    expect(await destinationIn(dir).send(LINES)).toMatchObject({ why: expect.stringContaining(why) });
  });
});
