/** The last batch before the process ends: spans and metrics go together, and each event is counted once all the same. */
import { describe, expect, it } from 'vitest';
import { lineOf } from '../recorded.js';
import { destinationAt } from './destination.js';
import { accept, otlpSink, type Sink, type SinkAnswer, status } from './sink.js';

const line = (index: number) => lineOf({ event_id: `0195f0c0c0c0-0123456789abcdef-00000${index}` });
const metricsIn = (sink: Sink) => sink.requests.filter(({ url }) => url === '/v1/metrics');

/** The count of `tools/call` in the latest point. */
function counted(sink: Sink): number {
  const { message } = metricsIn(sink).at(-1) ?? {};
  return Number(/"count":"(\d+)"/.exec(JSON.stringify(message))?.[1]);
}

/** What the worker keeps on disk. */
function keeping() {
  let lines: readonly string[] = [];
  const changes: string[] = [];
  const store = {
    read: () => lines,
    write: (next: readonly string[]) => {
      lines = next;
      changes.push('written');
    },
    delete: () => {
      lines = [];
      changes.push('deleted');
    },
  };
  return { store, kept: () => lines, changes };
}

/** Each signal has an answer of its own. */
const bySignal =
  (traces: SinkAnswer, metrics: SinkAnswer): SinkAnswer =>
  (response, request) =>
    (request.url === '/v1/traces' ? traces : metrics)(response, request);

describe('the last batch', () => {
  it('does not keep the metrics waiting for the answer to its spans', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url);
    let release = () => {};
    sink.answerWith(
      bySignal((response, request) => {
        release = () => accept(response, request);
      }, accept),
    );
    const sending = destination.send([line(1)], true);
    await expect.poll(() => metricsIn(sink).length, { timeout: 20_000 }).toBe(1);
    release();
    expect(await sending).toMatchObject({ status: 'delivered' });
    await destination.flush();
    expect(metricsIn(sink)).toHaveLength(1);
    expect(counted(sink)).toBe(1);
  });

  it('writes what must outlive the process once, and deletes it when everything has arrived', async () => {
    const sink = await otlpSink();
    const { store, changes } = keeping();
    const { destination } = destinationAt(sink.url, {}, { store });
    await destination.send([line(1), line(2)], true);
    await destination.flush();
    expect(changes).toEqual(['written', 'deleted']);
    await destination.flush();
    expect(metricsIn(sink)).toHaveLength(1);
  });

  it('is counted once when it comes again, alone or with more', async () => {
    const sink = await otlpSink();
    const { store, kept } = keeping();
    const { destination } = destinationAt(sink.url, {}, { store });
    sink.answerWith(bySignal(status(503), accept));
    expect(await destination.send([line(1), line(2)], true)).toMatchObject({ status: 'retryable' });
    await destination.flush();
    expect(counted(sink)).toBe(2);
    // Its lines still wait: whoever takes them over has to know that they are counted.
    expect(kept()).not.toEqual([]);
    expect(await destination.send([line(1), line(2), line(3)], true)).toMatchObject({ status: 'retryable' });
    await destination.flush();
    expect(counted(sink)).toBe(3);
    sink.answerWith(accept);
    expect(await destination.send([line(1), line(2), line(3)])).toMatchObject({ status: 'delivered' });
    expect(await destination.send([line(4)])).toMatchObject({ status: 'delivered' });
    await destination.flush();
    expect(counted(sink)).toBe(4);
    expect(kept()).toEqual([]);
  });

  it.each([
    ['before its metrics arrived', status(503), 4],
    ['after its metrics arrived', accept, 4],
  ])('is counted once when the process dies %s and another one sends it', async (_, metrics, total) => {
    const sink = await otlpSink();
    const { store, kept } = keeping();
    const dying = destinationAt(sink.url, {}, { store });
    expect(await dying.destination.send([line(1)])).toMatchObject({ status: 'delivered' });
    sink.answerWith(bySignal(status(503), metrics));
    await dying.destination.send([line(2), line(3)], true);
    await dying.destination.flush();
    const states = kept().map((state) => Buffer.from(state));
    sink.answerWith(accept);
    const next = destinationAt(sink.url, {}, { startUs: Date.UTC(2026, 10, 23) * 1000 });
    await next.destination.send([...states, line(2), line(3), line(4)]);
    await next.destination.flush();
    expect(counted(sink)).toBe(total);
  });

  it('is not kept again by an export that ends after it has arrived: there may be no next flush', async () => {
    const [sink, { store, kept, changes }] = [await otlpSink(), keeping()];
    const env = { OTEL_METRIC_EXPORT_INTERVAL: '100' };
    const { destination } = destinationAt(sink.url, env, { store, random: () => 0 });
    await destination.send([line(1)], true);
    await destination.flush();
    expect(changes.at(-1)).toBe('deleted');
    const before = metricsIn(sink).length;
    await expect.poll(() => metricsIn(sink).length, { timeout: 20_000 }).toBeGreaterThan(before + 1);
    expect(changes.at(-1)).toBe('deleted');
    expect(kept()).toEqual([]);
    // What is counted from now on is kept, with all that was counted before.
    await destination.send([line(2)]);
    expect(kept().join()).toContain('"count":2');
  });
});

describe('the state of a process that has died', () => {
  const dead = (index: number) => lineOf({ event_id: `0195f0c0c0c0-ffffffffffffffff-00000${index}` });

  /** What a process leaves that has counted `lines` and told nobody. */
  async function leftBy(lines: readonly Buffer[]): Promise<readonly Buffer[]> {
    const [sink, { store, kept }] = [await otlpSink(), keeping()];
    const { destination } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' }, { store });
    await destination.send(lines);
    return kept().map((state) => Buffer.from(state));
  }

  it('is remembered after its metrics have been sent: more of its events may come', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' });
    await destination.send(await leftBy([dead(1), dead(2)]));
    await destination.flush();
    expect(counted(sink)).toBe(2);
    await destination.send([dead(2), dead(3)]);
    await destination.flush();
    expect(counted(sink)).toBe(3);
  });

  it('is left to the next process where some of its events still wait, and only there', async () => {
    const sink = await otlpSink();
    const { store, kept } = keeping();
    const first = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' }, { store });
    await first.destination.send(await leftBy([dead(1), dead(2)]));
    await first.destination.flush(true);
    const second = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' });
    await second.destination.send([...kept().map((state) => Buffer.from(state)), dead(3)]);
    await second.destination.flush();
    expect(counted(sink)).toBe(3);
    await first.destination.flush(false);
    expect(kept()).toEqual([]);
  });
});
