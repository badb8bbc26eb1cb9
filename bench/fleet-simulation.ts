/**
 * Thousands of processes in virtual time: the real pump and the real spread of each, a clock that jumps from one timer to
 * the next, and one gateway that is up or down. Bundled by bench/fleet.mjs.
 */
import type { Backlog, Batch, BatchLimit } from '../src/delivery/batch.js';
import type { Outcome } from '../src/delivery/ship/destination.js';
import { Pump } from '../src/delivery/ship/pump.js';
import type { Interruption, Sleeper } from '../src/delivery/ship/sleeper.js';
import { createSpread, NO_SPREAD } from '../src/delivery/ship/spread.js';

export interface Fleet {
  readonly processes: number;
  /** Seconds between two events of one process. */
  readonly everySeconds: number;
  readonly seconds: number;
  readonly flushMs: number;
  readonly maxBatchEvents: number;
  /** Refuses every request from `from` up to `to`, in seconds. */
  readonly outage: { readonly from: number; readonly to: number } | undefined;
  readonly hasJitter: boolean;
}

/** By second. */
export interface Arrivals {
  readonly requests: Uint32Array;
  readonly events: Uint32Array;
  /** When the last event that had waited through the outage arrived, in seconds; -1 without an outage. */
  readonly recoveredAt: number;
}

/** Timers by the time at which they are due, to the millisecond. */
class Clock {
  readonly #slots = new Map<number, (() => void)[]>();
  nowMs = 0;

  at(ms: number, act: () => void): void {
    const due = Math.max(this.nowMs, Math.ceil(ms));
    const slot = this.#slots.get(due);
    if (slot === undefined) this.#slots.set(due, [act]);
    else slot.push(act);
  }

  /** Everything that is due at one time, then all that follows from it, before time goes on. */
  async run(untilMs: number): Promise<void> {
    for (; this.nowMs < untilMs; this.nowMs += 1) {
      for (let acts = this.#take(); acts !== undefined; acts = this.#take()) {
        for (const act of acts) act();
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    }
  }

  #take(): (() => void)[] | undefined {
    const acts = this.#slots.get(this.nowMs);
    this.#slots.delete(this.nowMs);
    return acts;
  }
}

function sleeperOn(clock: Clock): Sleeper {
  let current: { readonly until: readonly string[]; readonly end: () => void } | undefined;
  const missed = new Set<string>();
  return {
    sleep(ms, until: readonly Interruption[]) {
      if (until.some((it) => missed.delete(it)) || missed.has('close')) return Promise.resolve();
      return new Promise<void>((resolve) => {
        let isOver = false;
        const end = () => {
          if (isOver) return;
          isOver = true;
          current = undefined;
          resolve();
        };
        current = { until, end };
        if (ms !== undefined) clock.at(clock.nowMs + ms, end);
      });
    },
    interrupt(by) {
      if (current !== undefined && (by === 'close' || current.until.includes(by))) current.end();
      else if (by !== 'flush') missed.add(by);
    },
  };
}

/** The same generator for every run, so that a table can be made again. */
function numbers(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((state ^ (state >>> 12)) >>> 0) / 0x1_0000_0000;
  };
}

/** Events are counted, not made: one each `everySeconds`, the first when the process starts. */
class CountedBacklog implements Backlog {
  #delivered = 0;
  #inHand = 0;

  constructor(
    readonly clock: Clock,
    readonly everyMs: number,
  ) {}

  get waiting(): number {
    return Math.floor(this.clock.nowMs / this.everyMs) + 1 - this.#delivered;
  }

  async nextBatch(limit: BatchLimit): Promise<Batch | undefined> {
    this.#inHand = Math.min(this.waiting, limit.events);
    return this.#inHand === 0 ? undefined : { lines: LINES.slice(0, this.#inHand), isDurable: true, isAdopted: false };
  }

  ack(): void {
    this.#delivered += this.#inHand;
  }
}

const LINES: readonly Buffer[] = Array.from({ length: 10_000 }, () => Buffer.alloc(0));
const TAKEN: Outcome = { status: 'delivered', refused: 0, quota: undefined };
const DOWN: Outcome = { status: 'retryable', why: 'HTTP 503', pauseMs: undefined, quota: undefined };

export async function simulate(fleet: Fleet): Promise<Arrivals> {
  const { processes, everySeconds, seconds, flushMs, maxBatchEvents, outage, hasJitter } = fleet;
  const clock = new Clock();
  const requests = new Uint32Array(seconds);
  const events = new Uint32Array(seconds);
  let recoveredAt = -1;
  for (let index = 0; index < processes; index += 1) {
    const backlog = new CountedBacklog(clock, everySeconds * 1000);
    const send = async (lines: readonly Uint8Array[]): Promise<Outcome> => {
      const second = Math.floor(clock.nowMs / 1000);
      requests[second] = (requests[second] ?? 0) + 1;
      if (outage !== undefined && second >= outage.from && second < outage.to) return DOWN;
      if (outage !== undefined && second >= outage.to && lines.length > (2 * flushMs) / (everySeconds * 1000))
        recoveredAt = second;
      events[second] = (events[second] ?? 0) + lines.length;
      return TAKEN;
    };
    const sleeper = sleeperOn(clock);
    const pump = new Pump({
      backlog,
      destination: { send, close: () => {} },
      maxBatchEvents,
      flushIntervalMs: flushMs,
      sleeper,
      waiting: () => backlog.waiting,
      // Only the next event can be waited for: more of them come with the interval.
      wakeAt: (count) => {
        if (count === 1) clock.at((Math.floor(clock.nowMs / backlog.everyMs) + 1) * backlog.everyMs, () => pump.wake());
      },
      reports: { delivered: () => {}, dropped: () => {}, quota: () => {}, failed: () => {} },
      spread: hasJitter ? createSpread(numbers(index * 7919 + 17)) : NO_SPREAD,
    });
    void pump.run();
  }
  await clock.run(seconds * 1000);
  return { requests, events, recoveredAt };
}
