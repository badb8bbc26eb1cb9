import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Standby } from '../../../src/delivery/main/standby.js';
import { createOwner } from '../../../src/delivery/spool/format/owner.js';
import { formatSegmentName } from '../../../src/delivery/spool/format/segment-name.js';
import { SPOOL_LIMITS } from '../../../src/delivery/spool/format/spool-limits.js';
import type { Target } from '../../../src/delivery/target.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const ON_DISK = { isOnDisk: true, inMemory: 0 };
const NOW = Date.now();
const MINUTE = 60_000;

let dir: string;
beforeEach(() => {
  dir = join(temporaryFolder(), 'spool');
  mkdirSync(dir);
});

const standby = (store = ON_DISK, target: Target = { kind: 'local', dir }, now = () => NOW) =>
  new Standby({ target, store, limits: SPOOL_LIMITS, now });

function leave(sequence: number, text = '{}\n'): string {
  const name = formatSegmentName({ recipientId: '0'.repeat(16), owner: createOwner(), kind: 'own', sequence });
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

describe.skipIf(process.platform === 'win32')('a thread for mcpwatch dev', () => {
  it('is not needed while nobody listens', () => {
    expect(standby()).toMatchObject({ isSafe: true, isUnheard: true, isIdle: true });
  });

  it('is needed while somebody listens, but not at the exit', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(dir, 'dev.sock'), resolve));
    onTestFinished(() => void server.close());
    expect(standby()).toMatchObject({ isSafe: true, isUnheard: false, isIdle: false });
  });

  it.each([
    ['events wait in memory', { isOnDisk: true, inMemory: 1 }],
    ['the disk has failed', { isOnDisk: false, inMemory: 0 }],
  ])('is needed when %s', (_, store) => {
    expect(standby(store)).toMatchObject({ isSafe: false, isUnheard: false, isIdle: false });
  });

  it('is needed when ended processes have left many segments', () => {
    for (let sequence = 1; sequence <= 64; sequence += 1) leave(sequence);
    expect(standby().isIdle).toBe(true);
    leave(65);
    expect(standby()).toMatchObject({ isUnheard: true, isIdle: false });
  });

  it('is needed when a segment is older than events may wait', () => {
    const path = leave(1);
    utimesSync(path, 0, (NOW - SPOOL_LIMITS.ageMs + MINUTE) / 1000);
    expect(standby().isIdle).toBe(true);
    utimesSync(path, 0, (NOW - SPOOL_LIMITS.ageMs - MINUTE) / 1000);
    expect(standby().isIdle).toBe(false);
  });

  it('is needed when the folder cannot be read, to say so', () => {
    rmSync(dir, { recursive: true });
    expect(standby().isIdle).toBe(false);
  });

  it('looks at the folder once a minute', () => {
    let now = NOW;
    const it = standby(ON_DISK, { kind: 'local', dir }, () => now);
    expect(it.isIdle).toBe(true);
    for (let sequence = 1; sequence <= 65; sequence += 1) leave(sequence);
    now += MINUTE - 1;
    expect(it.isIdle).toBe(true);
    now += 1;
    expect(it.isIdle).toBe(false);
  });
});

it('a thread for any other destination is always needed', () => {
  const target: Target = { kind: 'mcpwatch', endpoint: 'http://127.0.0.1:9', apiKey: undefined, isLoopback: true };
  expect(standby(ON_DISK, target)).toMatchObject({ isSafe: false, isUnheard: false, isIdle: false });
});

it('a thread for mcpwatch dev is always needed where there can be no socket', () => {
  expect(standby(ON_DISK, { kind: 'local', dir: undefined }).isIdle).toBe(false);
  expect(standby(ON_DISK, { kind: 'local', dir: join(dir, 'x'.repeat(120)) }).isIdle).toBe(false);
});
