import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { drain, idsOf, LIMIT, line, segmentsIn, spoolProcess, written } from '../spool-fixture.js';

describe('the backlog on disk', () => {
  it('hands out lines in the order in which they were stored, also across segments', async () => {
    const it = spoolProcess(temporaryFolder(), { limits: { segmentEvents: 7 } });
    for (let id = 0; id < 120; id += 1) it.writer.append(written(id));
    expect(await drain(it.backlog())).toEqual(Array.from({ length: 120 }, (_, id) => `${id}`));
  });

  it('keeps to the limits of a batch, but hands out a long line all the same', async () => {
    const it = spoolProcess(temporaryFolder());
    for (let id = 0; id < 9; id += 1) it.writer.append(written(id));
    const backlog = it.backlog();
    const lineBytes = Buffer.byteLength(line(0));
    expect((await backlog.nextBatch({ events: 4, bytes: 1e6 }))?.lines).toHaveLength(4);
    expect((await backlog.nextBatch({ events: 9, bytes: 3 * lineBytes }))?.lines).toHaveLength(3);
    expect((await backlog.nextBatch({ events: 9, bytes: 1 }))?.lines).toHaveLength(1);
  });

  it('hands out the same lines until they are acknowledged', async () => {
    const it = spoolProcess(temporaryFolder());
    it.writer.append(written('a'));
    const backlog = it.backlog();
    await backlog.nextBatch(LIMIT);
    const again = await backlog.nextBatch(LIMIT);
    expect(idsOf(again?.lines ?? [])).toEqual(['a']);
  });

  it('hands them out in the same buffers, also when more have come', async () => {
    const it = spoolProcess(temporaryFolder());
    const backlog = it.backlog();
    for (const id of ['a', 'b', 'c']) it.writer.append(written(id));
    const first = (await backlog.nextBatch({ events: 2, bytes: 1e6 }))?.lines ?? [];
    it.writer.append(written('d'));
    const again = (await backlog.nextBatch(LIMIT))?.lines ?? [];
    expect(idsOf(again)).toEqual(['a', 'b', 'c', 'd']);
    expect(first).toHaveLength(2);
    for (const [index, line] of first.entries()) expect(again[index]).toBe(line);
  });

  it('reads one segment after the other into the same memory (#14)', async () => {
    const it = spoolProcess(temporaryFolder(), { limits: { segmentEvents: 3 } });
    for (let id = 0; id < 12; id += 1) it.writer.append(written(id));
    const backlog = it.backlog();
    const memory = new Set<unknown>();
    // It grows while the first one is read.
    for (let id = 0; id < 12; id += 3) {
      const batch = await backlog.nextBatch(LIMIT);
      expect(idsOf(batch?.lines ?? [])).toEqual([0, 1, 2].map((at) => `${id + at}`));
      if (id > 0) for (const { buffer } of batch?.lines ?? []) memory.add(buffer);
      if (batch !== undefined) backlog.ack(batch);
    }
    expect(memory.size).toBe(1);
  });

  it('sees lines that are added to a segment it has read to the end', async () => {
    const it = spoolProcess(temporaryFolder());
    const backlog = it.backlog();
    expect(await drain(backlog)).toEqual([]);
    for (const id of ['a', 'b', 'c']) {
      it.writer.append(written(id));
      expect(await drain(backlog)).toEqual([id]);
    }
  });

  it('leaves a line alone until it is whole', async () => {
    const dir = temporaryFolder();
    const it = spoolProcess(dir);
    it.writer.append(written('a'));
    const [name = ''] = segmentsIn(dir);
    appendFileSync(join(dir, name), '{"event_id":');
    const backlog = it.backlog();
    expect(await drain(backlog)).toEqual(['a']);
    appendFileSync(join(dir, name), '"b"}\n');
    expect(await drain(backlog)).toEqual(['b']);
  });

  it('deletes segments once they are delivered', async () => {
    const dir = temporaryFolder();
    const it = spoolProcess(dir, { limits: { segmentEvents: 5 } });
    for (let id = 0; id < 20; id += 1) it.writer.append(written(id));
    await drain(it.backlog());
    it.writer.seal(true);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('goes on where it was acknowledged when its worker is started again', async () => {
    const it = spoolProcess(temporaryFolder(), { limits: { segmentEvents: 10 } });
    for (let id = 0; id < 30; id += 1) it.writer.append(written(id));
    const first = it.backlog();
    for (let round = 0; round < 3; round += 1) {
      const batch = await first.nextBatch({ events: 4, bytes: 1e6 });
      if (batch !== undefined) first.ack(batch);
    }
    await first.nextBatch(LIMIT);
    expect(await drain(it.backlog())).toEqual(Array.from({ length: 20 }, (_, id) => `${id + 10}`));
  });

  it('drops what cannot be an event, counted, and goes on', async () => {
    const dir = temporaryFolder();
    const it = spoolProcess(dir);
    it.writer.append(written('a'));
    const [name = ''] = segmentsIn(dir);
    appendFileSync(join(dir, name), `\0\0\0\0\n{"cut\n`);
    it.writer.append(written('b'));
    expect(await drain(it.backlog())).toEqual(['a', 'b']);
    expect(it.drops).toEqual({ spool_error: 2 });
  });

  it('drops what has waited for longer than allowed, counted', async () => {
    let now = 1_000_000;
    const it = spoolProcess(temporaryFolder(), {
      limits: { ageMs: 5000, segmentAgeMs: 1000 },
      now: () => now,
    });
    for (const id of ['old', 'older']) it.writer.append(written(id));
    now += 6000;
    it.writer.append(written('new'));
    expect(await drain(it.backlog())).toEqual(['new']);
    expect(it.drops).toEqual({ expired: 2 });
  });
});
