/** #9 B4, B5: who is dead, where the process table cannot say. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { probeOwner } from '../../../../src/delivery/spool/adopt/owner-probe.js';
import { deleteStaleSockets } from '../../../../src/delivery/spool/adopt/stale-sockets.js';
import { createOwner, type Owner } from '../../../../src/delivery/spool/format/owner.js';
import { OwnerSocket } from '../../../../src/delivery/spool/write/owner-socket.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const NOW = Date.now();
/** The first process of another container on this machine. */
const elsewhere = (): Owner => ({ ...createOwner(), pid: 1, namespace: '4026539999' });

function open(dir: string, owner: Owner): OwnerSocket {
  const socket = new OwnerSocket(dir, owner);
  socket.open();
  onTestFinished(() => socket.close());
  return socket;
}

/** Leaves the socket of `owner` as a process does that was killed. */
async function leaveSocket(dir: string, { nonce }: Owner): Promise<void> {
  const program = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', program, join(dir, `${nonce}.sock`)]), 'close');
}

describe('an owner in another container', () => {
  it('lives while it listens, even if its event loop is blocked', async () => {
    const [dir, owner] = [temporaryFolder(), elsewhere()];
    open(dir, owner);
    expect(readdirSync(dir)).toEqual([`${owner.nonce}.sock`]);
    expect(await probeOwner(dir, owner, createOwner(), NOW)).toBe('alive');
  });

  it('is dead when its socket refuses connections', async () => {
    const [dir, owner] = [temporaryFolder(), elsewhere()];
    await leaveSocket(dir, owner);
    expect(await probeOwner(dir, owner, createOwner(), NOW)).toBe('dead');
  });

  it('is not known when it has no socket, or is of another machine', async () => {
    const [dir, owner] = [temporaryFolder(), elsewhere()];
    expect(await probeOwner(dir, owner, createOwner(), NOW)).toBe('unknown');
    await leaveSocket(dir, owner);
    expect(await probeOwner(dir, { ...owner, boot: '00000000' }, createOwner(), NOW)).toBe('unknown');
  });

  it('removes its socket when nothing of it waits', () => {
    const [dir, owner] = [temporaryFolder(), elsewhere()];
    open(dir, owner).close();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('cannot listen in a folder with too long a name, and goes on', () => {
    const dir = join(temporaryFolder(), 'x'.repeat(100));
    open(dir, elsewhere());
    expect(existsSync(dir)).toBe(false);
  });
});

describe('an owner in this very process', () => {
  it('is dead when it is from before the program started, as after process.execve', async () => {
    const [dir, self] = [temporaryFolder(), createOwner()];
    const owner = { ...self, nonce: '0badf00d' };
    const startedAt = Date.now() - process.uptime() * 1000;
    expect(await probeOwner(dir, owner, self, startedAt - 1000)).toBe('dead');
    expect(await probeOwner(dir, owner, self, startedAt + 1000)).toBe('alive');
  });
});

describe('sockets that are left', () => {
  it('are deleted when their owner is dead, and kept when it lives or has segments', async () => {
    const [dir, living, dead] = [temporaryFolder(), elsewhere(), elsewhere()];
    open(dir, living);
    await leaveSocket(dir, dead);
    await deleteStaleSockets(dir, readdirSync(dir));
    expect(readdirSync(dir)).toEqual([`${living.nonce}.sock`]);
  });
});
