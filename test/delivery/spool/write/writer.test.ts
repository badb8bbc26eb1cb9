import { mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../../../src/delivery/spool/adopt/lease.js';
import { formatSegmentName } from '../../../../src/delivery/spool/format/segment-name.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { contentOf, drain, HERE, line, segmentsIn, spoolProcess, written } from '../spool-fixture.js';

describe('a line given to the spool', () => {
  it('is in the file when append returns', () => {
    const dir = temporaryFolder();
    const { writer } = spoolProcess(dir);
    expect(writer.append(written('a'))).toEqual({ status: 'written' });
    expect(contentOf(dir)).toBe(`${line('a')}\n`);
  });

  it('goes into a file that only the user can read, with a name that does not tell the key', () => {
    const dir = temporaryFolder();
    spoolProcess(dir).writer.append(written('a'));
    const [name = ''] = segmentsIn(dir);
    expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
    expect(name.startsWith(HERE.id)).toBe(true);
  });

  it('is never written through a link that was planted', () => {
    const dir = temporaryFolder();
    const victim = join(dir, 'victim');
    const { writer, owner } = spoolProcess(dir);
    const name = formatSegmentName({ recipientId: HERE.id, owner, kind: 'own', sequence: 1 });
    symlinkSync(victim, join(dir, name));
    expect(writer.append(written('a'))).toEqual({ status: 'failed', why: 'EEXIST' });
    expect(() => readFileSync(victim)).toThrow('ENOENT');
  });

  it('is dropped as too large past the limit, counted', () => {
    const { writer, drops } = spoolProcess(temporaryFolder(), { limits: { lineBytes: 100 } });
    expect(writer.append(written('x'.repeat(100)))).toEqual({ status: 'dropped' });
    expect(drops).toEqual({ too_large: 1 });
  });

  it('is reported as not written when the folder is gone', () => {
    const dir = join(temporaryFolder(), 'spool');
    mkdirSync(dir);
    const { writer } = spoolProcess(dir);
    rmSync(dir, { recursive: true });
    expect(writer.append(written('a'))).toEqual({ status: 'failed', why: 'ENOENT' });
  });
});

describe('segments', () => {
  it('roll by size, by events and by age', () => {
    const dir = temporaryFolder();
    let now = 1_000_000;
    const limits = { segmentBytes: 500, segmentEvents: 3, segmentAgeMs: 1000 };
    const { writer } = spoolProcess(dir, { limits, now: () => now });
    writer.append(written('x'.repeat(600)));
    for (const id of [1, 2, 3]) writer.append(written(id));
    writer.append(written(4));
    now += 2000;
    writer.append(written(5));
    expect(segmentsIn(dir)).toHaveLength(4);
  });

  it('go, the oldest first and counted, when more would wait than allowed', async () => {
    const dir = temporaryFolder();
    const it = spoolProcess(dir, { limits: { segmentEvents: 10, events: 100 } });
    for (let id = 0; id < 250; id += 1) it.writer.append(written(id));
    const left = await drain(it.backlog());
    expect(left.length).toBeLessThanOrEqual(100);
    expect(left.length + (it.drops.queue_full ?? 0)).toBe(250);
    expect(left).toEqual(Array.from({ length: left.length }, (_, index) => `${250 - left.length + index}`));
  });

  it('stay below the limit of bytes on disk', () => {
    const dir = temporaryFolder();
    const { writer } = spoolProcess(dir, { limits: { segmentBytes: 2000, bytes: 20_000 } });
    for (let id = 0; id < 2000; id += 1) {
      writer.append(written(id));
      if (id % 100 > 0) continue;
      const total = segmentsIn(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
      expect(total).toBeLessThanOrEqual(20_000);
    }
  });

  it('that the reader holds are not dropped under it', async () => {
    const dir = temporaryFolder();
    const it = spoolProcess(dir, { limits: { segmentEvents: 10, events: 40 } });
    for (let id = 0; id < 10; id += 1) it.writer.append(written(id));
    const backlog = it.backlog();
    const held = await backlog.nextBatch({ events: 5, bytes: 1000 });
    for (let id = 10; id < 500; id += 1) it.writer.append(written(id));
    if (held !== undefined) backlog.ack(held);
    const left = await drain(backlog);
    expect(left.slice(0, 5)).toEqual(['5', '6', '7', '8', '9']);
    expect(5 + left.length + (it.drops.queue_full ?? 0)).toBe(500);
  });

  it('that were taken over during a long stop are not written to again', () => {
    const dir = temporaryFolder();
    let now = 0;
    const { writer } = spoolProcess(dir, { now: () => now });
    writer.append(written('before'));
    const [name = ''] = segmentsIn(dir);
    renameSync(join(dir, name), join(dir, 'taken'));
    now += LEASE_MS;
    writer.append(written('after'));
    expect(readFileSync(join(dir, 'taken'), 'utf8')).not.toContain('after');
    expect(contentOf(dir)).toBe(`${line('after')}\n`);
  });
});
