/** Calls that were open when their process died (#10 §6). Each process here is dead for the next one. */
import { readdirSync, renameSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatRecord } from '../../../../src/call-record.js';
import { Adopter } from '../../../../src/delivery/spool/adopt/adopt.js';
import { listSegments } from '../../../../src/delivery/spool/adopt/inventory.js';
import { markEndedCalls } from '../../../../src/delivery/spool/adopt/open-calls.js';
import { reportDiedCalls } from '../../../../src/delivery/spool/adopt/report-died-calls.js';
import { MAX_SLOTS, slotPosition } from '../../../../src/delivery/spool/format/begun-calls.js';
import { begunCallsName, formatSegmentName } from '../../../../src/delivery/spool/format/segment-name.js';
import type { SpoolLimits } from '../../../../src/delivery/spool/format/spool-limits.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { HERE, LIMIT, type SpoolProcess, spoolProcess } from '../spool-fixture.js';

interface Delivered {
  readonly span_id: string;
  readonly request_params?: unknown;
  readonly is_error?: boolean;
}

const spanOf = (n: number): string => n.toString(16).padStart(16, '0');
const LIKE = JSON.stringify({
  event_id: '',
  span_id: '',
  is_error: true,
  attributes: { 'error.type': 'process_died' },
});

function begin({ begun }: SpoolProcess, ...calls: number[]): void {
  for (const n of calls) {
    const call = { spanId: spanOf(n), traceId: '0af7', parentSpanId: null, startedMs: Date.now(), requestId: n };
    const parts = { requestId: `${n}`, params: `{"n":${n}}`, like: LIKE };
    const record = formatRecord({ ...call, params: null, like: undefined as never }, parts);
    begun.begin(spanOf(n), Buffer.from(record));
  }
}

/** The calls succeed; `more` is in their lines too. */
function end({ writer }: SpoolProcess, calls: readonly number[], more: object = {}): void {
  for (const n of calls) {
    const line = { span_id: spanOf(n), is_error: false, ...more };
    expect(writer.append(Buffer.from(`${JSON.stringify(line)}\n`), spanOf(n)).status).toBe('written');
  }
}

const adopterOf = (heir: SpoolProcess, dir: string) =>
  new Adopter({ dir, owner: heir.owner, isWanted: () => true, onProblem: () => {}, liveness: async () => 'dead' });

async function inherit(dir: string, heir = spoolProcess(dir)): Promise<Delivered[]> {
  const backlog = heir.backlog();
  for (const name of await adopterOf(heir, dir).adopt()) backlog.add(name);
  const delivered: Delivered[] = [];
  for (let batch = backlog.nextAdopted(LIMIT); batch !== undefined; batch = backlog.nextAdopted(LIMIT)) {
    delivered.push(...batch.lines.map((line) => JSON.parse(line.toString()) as Delivered));
    backlog.ack(batch);
  }
  return delivered;
}

const diedIn = (delivered: readonly Delivered[]) =>
  delivered.filter((event) => event.is_error === true).map(({ span_id }) => Number.parseInt(span_id, 16));

/** The own worker of `process` delivers all it can. */
async function deliver(process: SpoolProcess): Promise<void> {
  const backlog = process.backlog();
  for (let batch = await backlog.nextBatch(LIMIT); batch; batch = await backlog.nextBatch(LIMIT)) backlog.ack(batch);
}

const leave = (dir: string, limits: Partial<SpoolLimits> = {}) => spoolProcess(dir, { limits });

describe('the open calls of a dead process', () => {
  it('are reported, each once, with what is known of them; the others are not', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    begin(dead, 1, 2, 3);
    end(dead, [2]);
    begin(dead, 4);
    const delivered = await inherit(dir);
    expect(diedIn(delivered).sort()).toEqual([1, 3, 4]);
    expect(delivered.filter(({ is_error }) => is_error === false)).toHaveLength(1);
    expect(delivered.find(({ span_id }) => span_id === spanOf(3))).toMatchObject({
      event_id: expect.stringMatching(/^[0-9a-f]{12}-[0-9a-f]{16}-ffffff$/),
      trace_id: '0af7',
      parent_span_id: null,
      started_at: expect.stringMatching(/^20\d\d-/),
      duration_ms: expect.any(Number),
      request_params: { n: 3 },
      attributes: { 'error.type': 'process_died', 'jsonrpc.request.id': '3' },
    });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('are none when every call has ended, delivered or not', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    begin(dead, 1, 2);
    end(dead, [1, 2]);
    await deliver(dead);
    expect(await inherit(dir)).toEqual([]);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('do not include those whose lines are in segments that are delivered and deleted', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir, { segmentEvents: 2 });
    begin(dead, 1, 2, 3, 4, 5);
    end(dead, [1, 2, 3, 4]);
    await deliver(dead);
    expect(diedIn(await inherit(dir))).toEqual([5]);
  });

  it('do not include those that have ended without a line', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    begin(dead, 1, 2);
    dead.begun.ended(spanOf(1));
    dead.begun.markEnded();
    expect(diedIn(await inherit(dir))).toEqual([2]);
  });

  it('include those that other events only mention', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    begin(dead, 1, 2);
    end(dead, [1], { response_content: { span_id: spanOf(2) } });
    expect(diedIn(await inherit(dir))).toEqual([2]);
  });

  it('include those that were reported as open before', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    begin(dead, 1, 2);
    const open = { span_id: spanOf(1), is_error: false, attributes: { 'mcpwatch.state': 'started' } };
    dead.writer.append(Buffer.from(`${JSON.stringify(open)}\n`));
    end(dead, [2]);
    expect(diedIn(await inherit(dir))).toEqual([1]);
  });

  it('are reported once by many adopters', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    begin(dead, 1, 2, 3);
    end(dead, [1]);
    const heirs = Array.from({ length: 8 }, () => spoolProcess(dir));
    const isHeir = (nonce: string) => heirs.some(({ owner }) => owner.nonce === nonce);
    const adopters = heirs.map(
      ({ owner }) =>
        new Adopter({
          dir,
          owner,
          isWanted: () => true,
          onProblem: () => {},
          liveness: async (_, found) => (isHeir(found.nonce) ? 'alive' : 'dead'),
        }),
    );
    const names = (await Promise.all(adopters.map((adopter) => adopter.adopt()))).flat();
    expect(names).toHaveLength(2);
    expect(diedIn(await inherit(dir)).sort()).toEqual([2, 3]);
  });

  it.each([
    ['has taken the file', 1],
    ['has written the events', 2],
  ])('are reported once when the adopter dies after it %s', async (_, steps) => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    begin(dead, 1, 2);
    end(dead, [1]);
    const adopter = spoolProcess(dir);
    const claimed = formatSegmentName({ recipientId: HERE.id, owner: adopter.owner, kind: 'calls', sequence: 7 });
    markEndedCalls(dir, { recipientId: HERE.id, owner: dead.owner });
    renameSync(join(dir, begunCallsName(HERE.id, dead.owner)), join(dir, claimed));
    if (steps === 2) expect(reportDiedCalls(join(dir, claimed), Date.now())).toBe(true);
    expect(diedIn(await inherit(dir))).toEqual([2]);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('do not include a call whose record was not written to its end', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    begin(dead, 1, 2);
    truncateSync(join(dir, begunCallsName(HERE.id, dead.owner)), slotPosition(1) + 100);
    expect(diedIn(await inherit(dir))).toEqual([1]);
  });

  it(`are kept for up to ${MAX_SLOTS} at a time, whatever comes and goes`, async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    const calls = Array.from({ length: MAX_SLOTS + 10 }, (_, n) => n + 1);
    begin(dead, ...calls);
    end(dead, calls.slice(0, 100));
    begin(dead, 1001, 1002);
    const expected = [...calls.slice(100, MAX_SLOTS), 1001, 1002];
    expect(diedIn(await inherit(dir)).sort((a, b) => a - b)).toEqual(expected);
  });

  it('are counted by `mcpwatch spool`, and those of a living process are not', async () => {
    const dir = temporaryFolder();
    const dead = leave(dir);
    begin(dead, 1, 2, 3);
    end(dead, [1]);
    // The process of this test lives.
    const { segments } = await listSegments(dir);
    expect(segments.map(({ events }) => events)).toEqual([1]);
    const before = join(dir, begunCallsName(HERE.id, dead.owner));
    renameSync(before, join(dir, begunCallsName(HERE.id, { ...dead.owner, startedAt: '1' })));
    const later = await listSegments(dir);
    expect(later.segments.map(({ events, owner }) => [owner, events])).toContainEqual(['dead', 2]);
  });

  it('need no file once all have ended and their events are delivered', () => {
    const dir = temporaryFolder();
    const { begun, writer } = leave(dir);
    const process = { begun, writer } as SpoolProcess;
    begin(process, 1);
    end(process, [1]);
    writer.seal(true);
    begun.deleteIfIdle();
    expect(readdirSync(dir)).toEqual([]);
  });
});
