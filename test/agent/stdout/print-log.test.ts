/** How many prints are reported, and when those that were only counted are (#10). */
import { describe, expect, it, vi } from 'vitest';
import { PrintLog } from '../../../src/agent/stdout/print-log.js';

const print = (text: string) => () => ({ text, place: '', stack: '', count: 1, isDiverted: false });

describe('a log of prints', () => {
  function fullLog(periodMs: number) {
    const counts: number[] = [];
    const log = new PrintLog(periodMs);
    log.begin(({ count }) => counts.push(count));
    for (let at = 0; at < 25; at += 1) log.add(print(`line ${at}`));
    return { counts, log };
  }

  it('reports what was only counted when the period is over, though nothing else is printed', async () => {
    const { counts, log } = fullLog(200);
    expect(counts).toEqual(Array(10).fill(1));

    await vi.waitUntil(() => counts.length > 10, { timeout: 30_000 });
    expect(counts.at(-1)).toBe(15);
    log.finish();
    expect(counts).toHaveLength(11);
  });

  it('counts that report in the next period, and what was held before it began', async () => {
    const counts: number[] = [];
    const log = new PrintLog(200);
    for (let at = 0; at < 25; at += 1) log.add(print('early'));
    log.begin(({ count }) => counts.push(count));

    await vi.waitUntil(() => counts.length > 10, { timeout: 30_000 });
    expect(counts).toEqual([...Array(10).fill(1), 15]);
  });

  it('reports at the exit what no period has ended for', () => {
    const { counts, log } = fullLog(60_000);
    log.finish();
    expect(counts).toEqual([...Array(10).fill(1), 15]);
  });
});
