/** Differences of several processes that have died: one that was acknowledged is not sent again, whenever the next one dies. */
import { expect, it } from 'vitest';
import { Resources } from '../../../../../src/delivery/ship/otlp/resource/resources.js';
import { lineOf } from '../recorded.js';
import { destinationAt } from './destination.js';
import { accept, otlpSink, type Sink, status } from './sink.js';

const DELTA = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' };
const INSTANCES = ['a', 'b', 'c'].map((digit) => digit.repeat(16));

const line = (instance: string) => lineOf({ event_id: `0195f0c0c0c0-${instance}-000001` });

const resourcesOf = (instance: string) =>
  new Resources({
    instance,
    process: { pid: 4242, executable: '/usr/bin/node', command: '/srv/server.js', runtimeVersion: '24.1.0' },
    serviceName: undefined,
    attributes: {},
  });

/** What a receiver adds up. */
function total(sink: Sink): number {
  let sum = 0;
  for (const { url, message } of sink.requests) {
    if (url !== '/v1/metrics') continue;
    for (const [, count] of JSON.stringify(message).matchAll(/"count":"(\d+)"/g)) sum += Number(count);
  }
  return sum;
}

/** What a worker keeps on disk. */
function keeping(lines: readonly string[] = []) {
  const disk = { lines };
  const write = (next: readonly string[]) => {
    disk.lines = next;
  };
  return { disk, store: { read: () => disk.lines, write, delete: () => write([]) } };
}

/** What a process leaves that has counted one call, and whose metrics were not taken. */
async function leftBy(instance: string): Promise<readonly string[]> {
  const [sink, { disk, store }] = [await otlpSink(), keeping()];
  sink.answerWith(accept, status(503));
  const { destination } = destinationAt(sink.url, DELTA, { store, resources: resourcesOf(instance) });
  await destination.send([line(instance)]);
  await destination.flush();
  return disk.lines;
}

/** Sends what is left of the dead. */
async function inherit(sink: Sink, { store }: ReturnType<typeof keeping>): Promise<void> {
  const { destination } = destinationAt(sink.url, DELTA, { store, resources: resourcesOf('d'.repeat(16)) });
  await destination.flush();
}

it.each([1, 2, 3])('differences add up when the process that sends them dies during request %i', async (deadly) => {
  const dying = keeping((await Promise.all(INSTANCES.map(leftBy))).flat());
  expect(dying.disk.lines).toHaveLength(3);
  const sink = await otlpSink();
  let atDeath: readonly string[] = [];
  const takes = Array.from({ length: deadly - 1 }, () => accept);
  sink.answerWith(...takes, (response, request) => {
    atDeath = dying.disk.lines;
    status(503)(response, request);
  });
  await inherit(sink, dying);
  expect(total(sink)).toBe(deadly);
  const next = await otlpSink();
  await inherit(next, keeping(atDeath));
  // What it sent last was not taken.
  expect(total(sink) - 1 + total(next)).toBe(3);
});
