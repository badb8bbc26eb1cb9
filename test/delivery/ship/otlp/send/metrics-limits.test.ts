/** What a receiver gets of a process with more servers and tools than it may have series. */
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../../../../src/delivery/ship/otlp/span/recorded-event.js';
import { lineOf } from '../recorded.js';
import { destinationAt } from './destination.js';
import { otlpSink, type Sink, status } from './sink.js';

const MOST_SERIES = 2000;

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly boolValue?: boolean };
}
interface Point {
  readonly attributes?: readonly Attribute[];
  readonly count?: string;
  readonly asInt?: string;
}
interface Message {
  readonly resourceMetrics: ReadonlyArray<{
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeMetrics: ReadonlyArray<{
      readonly metrics: ReadonlyArray<{
        readonly name: string;
        readonly sum?: { readonly dataPoints: readonly Point[] };
        readonly histogram?: { readonly dataPoints: readonly Point[] };
      }>;
    }>;
  }>;
}

interface ReceivedSeries {
  readonly service: string;
  readonly instance: string;
  readonly metric: string;
  readonly attributes: Readonly<Record<string, string | boolean | undefined>>;
  readonly count: number;
}

const valuesOf = (attributes: readonly Attribute[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.boolValue]));

/** The latest point of every series that the receiver has ever got. */
function seriesIn(sink: Sink): readonly ReceivedSeries[] {
  const latest = new Map<string, ReceivedSeries>();
  for (const { url, message } of sink.requests) {
    if (url !== '/v1/metrics') continue;
    for (const { resource, scopeMetrics } of (message as Message).resourceMetrics) {
      const { 'service.name': service, 'service.instance.id': instance } = valuesOf(resource.attributes);
      for (const { name: metric, sum, histogram } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
        for (const point of [...(sum?.dataPoints ?? []), ...(histogram?.dataPoints ?? [])]) {
          const attributes = valuesOf(point.attributes);
          const series = { service: String(service), instance: String(instance), metric, attributes };
          const count = Number(point.count ?? point.asInt);
          latest.set(JSON.stringify(series), { ...series, count });
        }
      }
    }
  }
  return [...latest.values()];
}

const total = (series: readonly ReceivedSeries[]) => series.reduce((sum, { count }) => sum + count, 0);
const session = { event_type: 'close', mcp_method: 'close', event_name: 'server.close' };
const failed = { is_error: true, error_code: -32602, attributes: { 'error.type': '-32602' } };
const idOf = (process: number, event: number) =>
  `0195f0c0c0c0-${process.toString(16).padStart(16, 'f')}-${event.toString(16).padStart(6, '0')}`;

/** `each` for every server and tool, in batches. */
async function sendAll(
  send: (lines: readonly Uint8Array[]) => Promise<unknown>,
  servers: number,
  tools: number,
  each: (server: number, tool: number) => readonly Partial<RecordedEvent>[],
): Promise<number> {
  let sent = 0;
  for (let server = 0; server < servers; server += 1) {
    const events = Array.from({ length: tools }, (_, tool) => each(server, tool)).flat();
    await send(events.map((event) => lineOf(event)));
    sent += events.length;
  }
  return sent;
}

describe(`a process has at most ${MOST_SERIES} series in all`, () => {
  it.each([
    [1, 3000],
    [40, 100],
    [99, 60],
    [150, 30],
    [400, 3],
  ])('with %i servers of %i tools; nothing is left out of the counts', async (servers, tools) => {
    const sink = await otlpSink();
    const lost = { queue_full: 1, expired: 2, rejected: 3 };
    const { destination } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' }, { dropped: () => lost });
    const sent = await sendAll(
      (lines) => destination.send(lines),
      servers,
      tools,
      (server, tool) => {
        const named = { server_name: `server-${server}`, event_name: `tool-${tool}` };
        return [named, { ...named, ...failed }, { ...named, ...session }];
      },
    );
    await destination.flush();
    const series = seriesIn(sink);
    expect(series.length).toBeLessThanOrEqual(MOST_SERIES);
    expect(total(series.filter(({ metric }) => metric !== 'mcpwatch.events.dropped'))).toBe(sent);
    expect(total(series.filter(({ metric }) => metric === 'mcpwatch.events.dropped'))).toBe(6);
  });

  it('also with servers that are too many, which are counted as _OTHER and never as another server', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' });
    await sendAll(
      (lines) => destination.send(lines),
      130,
      1,
      (server) => [{ server_name: `server-${server}` }],
    );
    await destination.flush();
    const series = seriesIn(sink);
    expect(series.filter(({ service }) => service !== '_OTHER').map(({ count }) => count)).toEqual(Array(100).fill(1));
    expect(series.filter(({ service }) => service === '_OTHER').map(({ count }) => count)).toEqual([30]);
    expect(new Set(series.map(({ instance }) => instance)).size).toBe(1);
  });

  it('also with processes that have died, whose room is free again once their last point has arrived', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' });
    for (let wave = 0; wave < 3; wave += 1) {
      await sendAll(
        (lines) => destination.send(lines),
        80,
        10,
        (server, tool) => [{ event_id: idOf(wave * 80 + server, tool), event_name: `tool-${tool}` }],
      );
      await destination.flush();
    }
    const series = seriesIn(sink);
    expect(total(series)).toBe(3 * 80 * 10);
    expect(series.some(({ service }) => service === '_OTHER')).toBe(false);
    const ofWave = series.length / 3;
    expect(ofWave).toBeLessThanOrEqual(MOST_SERIES);
  });

  it('also with the states that 150 dead processes have left while the receiver was down', async () => {
    const sink = await otlpSink();
    sink.answerWith(status(503));
    const states: string[] = [];
    for (let process = 0; process < 150; process += 1) {
      let written: readonly string[] = [];
      const store = { read: () => [], delete: () => {}, write: (lines: readonly string[]) => (written = lines) };
      const dying = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' }, { store });
      await dying.destination.send([lineOf({ event_id: idOf(process, 1) })]);
      states.push(...written);
    }
    const { destination } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' });
    for (let at = 0; at < states.length; at += 50) {
      await destination.send(states.slice(at, at + 50).map((state) => Buffer.from(state)));
    }
    sink.answerWith(status(200));
    await destination.flush();
    const series = seriesIn(sink);
    expect(total(series)).toBe(150);
    expect(series.length).toBeLessThanOrEqual(MOST_SERIES);
    expect(series.filter(({ service }) => service === '_OTHER').map(({ count }) => count)).toEqual([50]);
  });

  it('also where a process dies before it can say that it took their states over: they come again, and count once', async () => {
    const sink = await otlpSink();
    const lines = (states: readonly string[]) => states.map((state) => Buffer.from(state));
    const keeper = () => {
      const kept: string[] = [];
      const store = {
        read: () => [],
        delete: () => {},
        write: (states: readonly string[]) => kept.splice(0, kept.length, ...states),
      };
      const { destination } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' }, { store });
      return {
        send: (it: readonly Buffer[]) => destination.send(it),
        flush: () => destination.flush(),
        kept: () => kept,
      };
    };
    const states: string[] = [];
    for (let process = 0; process < 150; process += 1) {
      const dying = keeper();
      await dying.send([lineOf({ event_id: idOf(process, 1) })]);
      states.push(...dying.kept());
    }
    const [first, second, third] = [keeper(), keeper(), keeper()];
    await first.send(lines(states));
    await second.send(lines(first.kept()));
    await second.send(lines(states));
    await third.send(lines(second.kept()));
    await third.send(lines(states));
    await third.flush();
    expect(total(seriesIn(sink))).toBe(150);
  });
});
