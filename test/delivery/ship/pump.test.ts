import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/delivery/ship/destination.js';
import { Pump } from '../../../src/delivery/ship/pump.js';
import type { Interruption, Sleeper } from '../../../src/delivery/ship/sleeper.js';
import { createSpread, type Spread } from '../../../src/delivery/ship/spread.js';
import type { DropReason } from '../../../src/model.js';

const DELIVERED: Outcome = { status: 'delivered', refused: 0, quota: undefined };
const DOWN: Outcome = { status: 'retryable', why: 'HTTP 503', pauseMs: undefined, quota: undefined };
const REJECTED: Outcome = { status: 'rejected', why: 'HTTP 400', quota: undefined };
const PAUSED: Outcome = { status: 'retryable', why: 'HTTP 429', pauseMs: 7000, quota: undefined };

/** A pump whose every sleep is written down and ends when the test says so. */
function pumpWith(options: {
  waiting: number;
  answers: Outcome[];
  isDurable?: boolean;
  spread?: Spread;
  prepares?: boolean;
  most?: number;
  lineBytes?: number;
}) {
  const slept: Array<number | undefined> = [];
  const sent: number[] = [];
  const prepared: number[] = [];
  const drops: Array<[DropReason, number]> = [];
  const { answers, isDurable = true, lineBytes = 2 } = options;
  let { waiting } = options;
  let delivered = 0;
  let end: ((how: 'over' | 'interrupted') => void) | undefined;
  let listensTo: readonly Interruption[] = [];
  const sleeper: Sleeper = {
    sleep(ms, until) {
      slept.push(ms);
      listensTo = until;
      return new Promise((resolve) => {
        end = resolve;
      });
    },
    interrupt(by) {
      if (by === 'close' || listensTo.includes(by)) end?.('interrupted');
    },
  };
  const pump = new Pump({
    backlog: {
      peek: ({ events }) => Array.from({ length: Math.min(waiting, events) }, () => Buffer.from('{}')),
      nextBatch: async ({ events, bytes }) => {
        const count = Math.min(waiting, events, Math.floor(bytes / lineBytes));
        const lines = Array.from({ length: count }, () => Buffer.alloc(lineBytes));
        return count === 0 ? undefined : { lines, isDurable, isAdopted: false };
      },
      ack: ({ lines }) => {
        waiting -= lines.length;
      },
    },
    destination: {
      send: async (lines) => {
        sent.push(lines.length);
        return answers.shift() ?? DELIVERED;
      },
      close: () => {},
      ...(options.prepares ? { prepare: (lines: readonly Uint8Array[]) => void prepared.push(lines.length) } : {}),
    },
    maxBatchEvents: options.most ?? 50,
    ...(options.most === undefined ? {} : { enoughEvents: 50 }),
    flushIntervalMs: 1000,
    sleeper,
    waiting: () => waiting,
    wakeAt: () => {},
    ...(options.spread === undefined ? {} : { spread: options.spread }),
    reports: {
      delivered: (count) => {
        delivered += count;
      },
      dropped: (reason, count) => drops.push([reason, count]),
      quota: () => {},
      failed: () => {},
    },
  });
  void pump.run();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    pump,
    slept,
    sent,
    prepared,
    drops,
    /** Lets the present sleep end by its time. */
    async pass() {
      await settle();
      end?.('over');
      await settle();
    },
    settle,
    get waiting() {
      return waiting;
    },
    arrive(count: number) {
      waiting += count;
    },
    get delivered() {
      return delivered;
    },
    listensTo: () => listensTo,
  };
}

describe('the pump', () => {
  it('sends full batches at once and lets the rest wait for others', async () => {
    const it = pumpWith({ waiting: 120, answers: [] });
    await it.settle();
    expect(it.sent).toEqual([50, 50]);
    expect(it.slept).toEqual([1000]);
    await it.pass();
    expect(it.sent).toEqual([50, 50, 20]);
    expect(it.delivered).toBe(120);
  });

  it('sends what is enough at once, and then few large requests under load', async () => {
    const it = pumpWith({ waiting: 60, answers: [], most: 500 });
    await it.settle();
    expect(it.sent).toEqual([60]);
    it.arrive(60);
    await it.settle();
    expect(it.sent).toEqual([60]);
    it.arrive(60);
    await it.pass();
    expect(it.sent).toEqual([60, 120]);
    const [space] = it.slept;
    expect(space).toBeGreaterThan(0);
    expect(space).toBeLessThanOrEqual(250);
  });

  it('does not hold back large events, which would fill the spool', async () => {
    const it = pumpWith({ waiting: 130, answers: [], most: 500, lineBytes: 64 * 1024 });
    await it.settle();
    expect(it.sent).toEqual([16, 16, 16, 16, 16, 16]);
    expect(it.waiting).toBeLessThan(50);
    expect(it.slept).toEqual([1000]);
  });

  it('has what waits for others prepared meanwhile, where the destination can', async () => {
    const it = pumpWith({ waiting: 20, answers: [], prepares: true });
    await it.pass();
    it.arrive(5);
    await it.pass();
    expect(it.prepared).toEqual([20, 25]);
    expect(it.sent).toEqual([]);
    for (let slice = 2; slice < 10; slice += 1) await it.pass();
    expect(it.slept.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 100));
    expect(it.sent).toEqual([25]);
  });

  it('sends at once when a flush ends the wait, prepared or not', async () => {
    const it = pumpWith({ waiting: 20, answers: [], prepares: true });
    await it.settle();
    await it.pump.flush();
    expect(it.prepared).toEqual([]);
    expect(it.sent).toEqual([20]);
  });

  it('tries once more after a second, then waits longer and longer, and loses nothing', async () => {
    const it = pumpWith({ waiting: 50, answers: [DOWN, DOWN, DOWN, DOWN, DOWN, DOWN] });
    for (let round = 0; round < 6; round += 1) await it.pass();
    expect(it.slept.slice(0, 6)).toEqual([1000, 2000, 1000, 4000, 1000, 8000]);
    expect(it.delivered).toBe(50);
    expect(it.drops).toEqual([]);
  });

  it('drops after the second attempt what lives in memory only, counted', async () => {
    const it = pumpWith({ waiting: 50, answers: [DOWN, DOWN], isDurable: false });
    await it.pass();
    expect(it.sent).toEqual([50, 50]);
    expect(it.drops).toEqual([['unreachable', 50]]);
    expect(it.waiting).toBe(0);
  });

  it('does not send again what was rejected, counted', async () => {
    const it = pumpWith({ waiting: 100, answers: [REJECTED] });
    await it.settle();
    expect(it.sent).toEqual([50, 50]);
    expect(it.drops).toEqual([['rejected', 50]]);
    expect(it.delivered).toBe(50);
  });

  it('counts events that were refused in an accepted batch', async () => {
    const it = pumpWith({ waiting: 50, answers: [{ ...DELIVERED, refused: 3 } as Outcome] });
    await it.settle();
    expect(it.delivered).toBe(47);
    expect(it.drops).toEqual([['rejected', 3]]);
  });

  it('pauses for as long as it was told, in memory mode too, and resumes', async () => {
    const it = pumpWith({ waiting: 50, answers: [PAUSED], isDurable: false });
    await it.settle();
    expect(it.slept).toEqual([7000]);
    expect(it.waiting).toBe(50);
    await it.pass();
    expect(it.delivered).toBe(50);
  });

  it('does not break a pause for a flush', async () => {
    const it = pumpWith({ waiting: 50, answers: [PAUSED] });
    await it.settle();
    await it.pump.flush();
    expect(it.sent).toEqual([50]);
  });
});

describe('a flush', () => {
  it('sends what waits without waiting for more', async () => {
    const it = pumpWith({ waiting: 3, answers: [] });
    await it.settle();
    expect(it.sent).toEqual([]);
    await it.pump.flush();
    expect(it.sent).toEqual([3]);
    expect(it.waiting).toBe(0);
  });

  it('ends with the first attempt that fails', async () => {
    const it = pumpWith({ waiting: 30, answers: [DOWN, DOWN, DOWN] });
    await it.settle();
    await it.pump.flush();
    expect(it.sent).toEqual([30]);
    expect(it.waiting).toBe(30);
  });

  it('cuts a back-off short for one attempt', async () => {
    const it = pumpWith({ waiting: 50, answers: [DOWN, DOWN] });
    await it.pass();
    expect(it.slept).toEqual([1000, 2000]);
    await it.pump.flush();
    expect(it.delivered).toBe(50);
  });

  it('ends when the pump is closed', async () => {
    const it = pumpWith({ waiting: 0, answers: [] });
    await it.settle();
    it.pump.close();
    await it.pump.flush();
    expect(it.sent).toEqual([]);
  });
});

describe('a pump whose waits are spread', () => {
  const half = () => createSpread(() => 0.5);

  it('sends its first events after a part of the interval, and later ones after all of it', async () => {
    const it = pumpWith({ waiting: 10, answers: [], spread: half() });
    await it.settle();
    expect(it.slept).toEqual([500]);
  });

  it('waits for any part of the time before another attempt', async () => {
    const it = pumpWith({ waiting: 50, answers: [DOWN, DOWN, DOWN, DOWN], spread: half() });
    for (let round = 0; round < 4; round += 1) await it.pass();
    expect(it.slept.slice(0, 4)).toEqual([500, 1000, 500, 2000]);
    expect(it.delivered).toBe(50);
  });

  it('never tries again at once', () => {
    expect(createSpread(() => 0).backoffMs(60_000)).toBe(100);
  });

  it('sends what has piled up during an outage with pauses, until it is gone', async () => {
    const it = pumpWith({ waiting: 200, answers: [DOWN, DOWN], spread: half() });
    for (let round = 0; round < 2; round += 1) await it.pass();
    expect(it.slept.slice(2)).toEqual([250]);
    for (let round = 0; round < 4; round += 1) await it.pass();
    expect(it.delivered).toBe(200);
    expect(it.slept.filter((ms) => ms === 250)).toHaveLength(4);
  });

  it('does not pause when a flush is asked for', async () => {
    const it = pumpWith({ waiting: 200, answers: [DOWN, DOWN], spread: half() });
    for (let round = 0; round < 2; round += 1) await it.pass();
    void it.pump.flush();
    await it.settle();
    expect(it.delivered).toBe(200);
  });
});
