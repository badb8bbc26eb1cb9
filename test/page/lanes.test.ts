/** A session's calls over time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, ticks, tickText } from '../../src/page/views/session/lanes.js';
import { row } from './sample-row.js';

const at = (ms: number) => new Date(1_700_000_000_000 + ms).toISOString();

describe('the lanes of a session', () => {
  it('never put two calls that overlap into one lane', () => {
    const spans = fc.array(fc.record({ start: fc.nat(10_000), length: fc.nat(3000) }), { maxLength: 60 });
    fc.assert(
      fc.property(spans, (given) => {
        const rows = given.map(({ start, length }) => row({ started_at: at(start), duration_ms: length }));
        const { calls, lanes } = layOut(rows, Date.now());
        expect(calls.length).toBe(given.length);
        for (const one of calls) {
          expect(one.lane).toBeLessThan(lanes);
          const clash = calls.find(
            (other) =>
              other !== one && other.lane === one.lane && other.startMs < one.endMs && one.startMs < other.endMs,
          );
          expect(clash).toBeUndefined();
        }
      }),
    );
  });

  it('need one lane for calls that follow each other', () => {
    const rows = [0, 100, 200].map((start) => row({ started_at: at(start), duration_ms: 50 }));
    expect(layOut(rows, 0).lanes).toBe(1);
  });

  it('put what the server asked its client inside the call, and points beside the calls', () => {
    const call = row({ span_id: 'c'.repeat(16), started_at: at(0), duration_ms: 100 });
    const asked = row({ nested: true, parent_span_id: call.span_id, started_at: at(10), duration_ms: 80 });
    const note = row({ event_type: 'notification', started_at: at(20) });
    const { calls, markers } = layOut([call, asked, note], 0);
    expect(calls.map(({ inner }) => inner.map(({ row: { event_id } }) => event_id))).toEqual([[asked.event_id]]);
    expect(markers.map(({ row: { event_id } }) => event_id)).toEqual([note.event_id]);
  });

  it('let a running call end now', () => {
    const running = row({ status: 'running', started_at: at(0), duration_ms: 5 });
    const { toMs } = layOut([running], Date.parse(at(60_000)));
    expect(toMs).toBe(Date.parse(at(60_000)));
  });

  it('have an axis of round steps', () => {
    expect(ticks(0, 0, 1000, 5)).toEqual([0, 200, 400, 600, 800, 1000]);
    expect(ticks(0, 0, 1000, 5).length).toBeLessThanOrEqual(6);
    expect(ticks(0, 0, 150_000, 5)).toEqual([0, 30_000, 60_000, 90_000, 120_000, 150_000]);
  });

  it.each([
    [200, '200 ms'],
    [1500, '1.5 s'],
    [30_000, '30 s'],
    [90_000, '1 min 30 s'],
    [7_200_000, '2 h'],
  ])('name %d ms on the axis', (ms, text) => {
    expect(tickText(ms)).toBe(text);
  });

  it('put the close of a session at its end', () => {
    const close = row({ event_type: 'close', started_at: at(0), duration_ms: 500 });
    expect(layOut([close], 0).markers.map(({ atMs }) => atMs)).toEqual([Date.parse(at(500))]);
  });
});
