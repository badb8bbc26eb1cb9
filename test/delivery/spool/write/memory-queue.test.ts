import { describe, expect, it } from 'vitest';
import { MemoryBacklog } from '../../../../src/delivery/spool/read/memory-backlog.js';
import { MemoryQueue } from '../../../../src/delivery/spool/write/memory-queue.js';
import { idsOf, LIMIT, line } from '../spool-fixture.js';

describe('the queue in memory', () => {
  it('keeps the newest lines and counts the others', () => {
    let dropped = 0;
    const queue = new MemoryQueue(1000, () => {
      dropped += 1;
    });
    for (let id = 0; id < 5000; id += 1) queue.push(line(id));
    expect(dropped).toBe(4000);
    expect(queue.take(5000)).toEqual(Array.from({ length: 1000 }, (_, index) => line(4000 + index)));
  });

  it('counts lines in hand against its bound until they are done with', () => {
    let dropped = 0;
    const queue = new MemoryQueue(10, () => {
      dropped += 1;
    });
    for (let id = 0; id < 10; id += 1) queue.push(line(id));
    queue.take(4);
    queue.push(line('one more'));
    expect(dropped).toBe(1);
    queue.settle(4);
    for (let id = 0; id < 4; id += 1) queue.push(line(id));
    expect(dropped).toBe(1);
  });

  it('is pulled by the worker, and pushed by the main thread at exit', async () => {
    const queue = new MemoryQueue(100, () => {});
    for (let id = 0; id < 60; id += 1) queue.push(line(id));
    const asked: number[] = [];
    const backlog = new MemoryBacklog({ queued: () => queue.queued, pull: (count) => asked.push(count) });
    const pulling = backlog.nextBatch(LIMIT);
    backlog.receive(queue.take(60));
    const first = await pulling;
    expect(asked).toEqual([50]);
    expect(first?.lines).toHaveLength(50);
    if (first !== undefined) backlog.ack(first);
    expect(idsOf((await backlog.nextBatch(LIMIT))?.lines ?? [])[0]).toBe('50');
  });
});
