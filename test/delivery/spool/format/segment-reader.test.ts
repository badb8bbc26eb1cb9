/** The lines of a segment, as its writer wrote them, read in batches from memory that is used again (#14). */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSegment } from '../../../../src/delivery/spool/format/open-segment.js';
import type { SegmentReader } from '../../../../src/delivery/spool/format/segment-reader.js';
import { lineOf } from '../../../support/event-line.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { spoolProcess } from '../spool-fixture.js';

/** A segment with a line for each of these lengths of text. */
function segmentOf(lengths: readonly number[]): { reader: SegmentReader; texts: readonly string[] } {
  const dir = temporaryFolder();
  const { writer } = spoolProcess(dir, { limits: { segmentBytes: 64 * 1024 * 1024 } });
  const lines = lengths.map((length, id) => lineOf({ event_id: `${id}`, event_name: 'x'.repeat(length) }));
  for (const line of lines) writer.append(line);
  const opened = openSegment(join(dir, readdirSync(dir).find((name) => name.endsWith('.seg')) ?? ''));
  if (opened.status !== 'open') throw new Error(opened.status);
  return { reader: opened.reader, texts: lines.map((line) => line.toString().trimEnd()) };
}

const range = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('a segment', () => {
  it.each([
    ['short lines', range(500).map((at) => at % 300)],
    ['lines of several KB', range(400).map((at) => (at * 977) % 9000)],
    ['lines longer than what is read at once', [10, 200_000, 5, 70_000, 3_000_000, 20, 64 * 1024, 1]],
  ])('of %s is read whole, whatever the size of the batches', (_, lengths) => {
    for (const limit of [
      { events: 50, bytes: 1024 * 1024 },
      { events: 1, bytes: 1 },
      // Each batch finds one line more than it takes.
      { events: 1000, bytes: 30_000 },
    ]) {
      const { reader, texts } = segmentOf(lengths);
      const read: string[] = [];
      for (let portion = reader.read(limit); portion.lines.length > 0; portion = reader.read(limit)) {
        expect(reader.read(limit).lines).toEqual(portion.lines);
        read.push(...portion.lines.map(String));
        reader.advance(portion.end);
      }
      expect(read).toEqual(texts);
      expect(reader.countWaiting()).toEqual({ lines: 0, bytes: 0 });
    }
  });

  it('that is looked into first returns the same buffers to the batch', () => {
    const { reader } = segmentOf(range(100).map(() => 2000));
    const ahead = reader.read({ events: 10, bytes: 1024 * 1024 }).lines;
    const { lines } = reader.read({ events: 100, bytes: 1024 * 1024 });
    expect(lines).toHaveLength(100);
    for (const [at, line] of ahead.entries()) expect(lines[at]).toBe(line);
  });

  it('is read into the same memory, batch after batch', () => {
    const { reader } = segmentOf(range(2000).map(() => 5000));
    const used = new Set<ArrayBufferLike>();
    for (let batch = 0; batch < 40; batch += 1) {
      const { lines, end } = reader.read({ events: 50, bytes: 1024 * 1024 });
      for (const { buffer } of lines) used.add(buffer);
      reader.advance(end);
    }
    // It grows to the size of a batch, and no further.
    expect(used.size).toBeLessThan(6);
    expect(Math.max(...[...used].map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(1024 * 1024);
  });
});
