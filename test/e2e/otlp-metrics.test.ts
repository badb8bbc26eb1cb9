/** The metrics of real processes over OTLP: whatever their end, and whatever is sampled, each call is counted once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { otlpSink, type Sink, spanNames, status } from '../delivery/ship/otlp/send/sink.js';
import { type Ending, HANDSHAKE, runStdio, type Step } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ADD: Step = { request: 'tools/call', params: { name: 'add', arguments: { a: 20, b: 22 } } };
const times = (count: number, step: Step) => Array.from({ length: count }, () => step);

interface Options {
  readonly spool: string;
  readonly steps: readonly Step[];
  readonly ending?: Ending;
  readonly env?: Record<string, string>;
}

const run = (sink: Sink, { spool, steps, ending = 'stdin-end', env = {} }: Options) =>
  runStdio({
    command: [process.execPath, '--import', './register.mjs', 'fixtures/esm-stdio-server.mjs'],
    steps: [...HANDSHAKE, ...steps],
    ending,
    env: {
      MCPWATCH_OTLP: sink.url,
      MCPWATCH_SPOOL_DIR: spool,
      MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
      OTEL_BSP_SCHEDULE_DELAY: '10',
      ...env,
    },
  });

interface Point {
  readonly instance: string;
  readonly startTimeUnixNano: string;
  readonly count: number;
}

interface Received {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[];
  }[];
}
interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}
interface Metric {
  readonly histogram?: {
    readonly dataPoints: readonly {
      readonly attributes: readonly Attribute[];
      readonly startTimeUnixNano: string;
      readonly count: string;
    }[];
  };
}

const textOf = (attributes: readonly Attribute[], name: string) =>
  attributes.find(({ key }) => key === name)?.value.stringValue ?? '';

/** The points for calls of `tool`, in the order in which they arrived. */
function pointsOf(sink: Sink, tool: string): Point[] {
  const requests = sink.requests.filter(({ url }) => url === '/v1/metrics');
  return requests
    .flatMap(({ message }) => (message as Received).resourceMetrics)
    .flatMap(({ resource, scopeMetrics }) => {
      const instance = textOf(resource.attributes, 'service.instance.id');
      const points = scopeMetrics.flatMap(({ metrics }) => metrics).flatMap((it) => it.histogram?.dataPoints ?? []);
      return points
        .filter(({ attributes }) => textOf(attributes, 'gen_ai.tool.name') === tool)
        .map(({ startTimeUnixNano, count }) => ({ instance, startTimeUnixNano, count: Number(count) }));
    });
}

const spool = () => join(temporaryFolder(), 'spool');
/** Empty when it is gone. */
function textAt(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
const otlpFilesIn = (dir: string) =>
  readdirSync(dir).filter((name) => textAt(join(dir, name)).includes('"kind":"otlp"'));
/** What a process has taken over and not sent yet. */
const isTakenOver = (name: string) => /\.(?:a\d+|s0*[1-9]\d*)\.seg$/.test(name);

const total = (points: readonly Point[]) => points.reduce((sum, { count }) => sum + count, 0);
const lastCount = (sink: Sink) => pointsOf(sink, 'add').at(-1)?.count ?? 0;
const spansOf = (sink: Sink, name: string) =>
  sink.requests.flatMap(({ message }) => spanNames(message)).filter((it) => it === name).length;
const CALL = 'tools/call add';
/** Until `count` calls have arrived as spans; they are counted by then, or the next moment. */
const untilSpans = (sink: Sink, count: number): Step => ({ untilTrue: () => spansOf(sink, CALL) >= count });
const untilPoint = (sink: Sink, count: number): Step => ({ untilTrue: () => lastCount(sink) >= count });

describe('the metrics of a process', () => {
  it('that was killed arrive through the next one: one last point, since the process started', async () => {
    const [sink, dir] = [await otlpSink(), spool()];
    const env = { OTEL_METRIC_EXPORT_INTERVAL: '1000' };
    const steps = [...times(3, ADD), untilPoint(sink, 3), ...times(4, ADD)];
    await run(sink, { spool: dir, steps, ending: 'SIGKILL', env });
    const [first] = pointsOf(sink, 'add');
    expect(first).toBeDefined();

    const isOfFirst = ({ instance }: Point) => instance === first?.instance;
    await run(sink, { spool: dir, steps: [untilSpans(sink, 7), ADD] });
    expect(pointsOf(sink, 'add').filter(isOfFirst).at(-1)).toEqual({ ...first, count: 7 });
    const ofSecond = pointsOf(sink, 'add').filter((point) => !isOfFirst(point));
    expect(ofSecond).toEqual([expect.objectContaining({ count: 1 })]);

    const seen = pointsOf(sink, 'add').filter(isOfFirst).length;
    await run(sink, { spool: dir, steps: [ADD] });
    expect(pointsOf(sink, 'add').filter(isOfFirst)).toHaveLength(seen);
    expect(otlpFilesIn(dir)).toEqual([]);
  });

  it('that was killed before it had sent any arrive through the next one, once', async () => {
    const [sink, dir] = [await otlpSink(), spool()];
    await run(sink, {
      spool: dir,
      steps: [...times(5, ADD), untilSpans(sink, 5), ...times(2, ADD)],
      ending: 'SIGKILL',
    });
    expect(pointsOf(sink, 'add')).toEqual([]);
    await run(sink, { spool: dir, steps: [untilSpans(sink, 7)] });
    expect(pointsOf(sink, 'add')).toEqual([expect.objectContaining({ count: 7 })]);
  });

  it('survive a receiver that is down, and the death of the process that took them over', async () => {
    const [sink, dir] = [await otlpSink(), spool()];
    await run(sink, { spool: dir, steps: [...times(5, ADD), untilSpans(sink, 5)], ending: 'SIGKILL' });
    sink.answerWith(status(503));
    const adopted: Step = { untilStderr: 'OTLP: adopted' };
    await run(sink, { spool: dir, steps: [ADD, adopted], ending: 'SIGKILL', env: { MCPWATCH_LOG: 'debug' } });
    sink.answerWith(status(200));
    const isAllSent: Step = { untilTrue: () => !otlpFilesIn(dir).some(isTakenOver) };
    await run(sink, { spool: dir, steps: [adopted, isAllSent], env: { MCPWATCH_LOG: 'debug' } });
    expect(total(pointsOf(sink, 'add'))).toBe(6);
    expect(otlpFilesIn(dir)).toEqual([]);
  });

  it('are sent by one of several processes that start when it has died, and count all of its calls', async () => {
    const [sink, dir] = [await otlpSink(), spool()];
    const goesDown: Step = {
      untilTrue: () => {
        sink.answerWith(status(503));
        return true;
      },
    };
    const steps = [...times(3, ADD), untilSpans(sink, 3), goesDown, ...times(4, ADD)];
    await run(sink, { spool: dir, steps, ending: 'SIGKILL' });
    const left = otlpFilesIn(dir);
    sink.answerWith(status(200));
    const isAllSent: Step = {
      untilTrue: () => !otlpFilesIn(dir).some((name) => left.includes(name) || isTakenOver(name)),
    };
    await Promise.all(Array.from({ length: 4 }, () => run(sink, { spool: dir, steps: [isAllSent] })));
    const counts = pointsOf(sink, 'add').map(({ count }) => count);
    expect(counts.at(-1)).toBe(7);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(otlpFilesIn(dir)).toEqual([]);
  });

  it('are differences where the receiver prefers them, which add up across a death', async () => {
    const [sink, dir] = [await otlpSink(), spool()];
    const env = {
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    };
    const isThree: Step = { untilTrue: () => total(pointsOf(sink, 'add')) >= 3 };
    await run(sink, { spool: dir, steps: [...times(3, ADD), isThree, ...times(4, ADD)], ending: 'SIGKILL', env });
    // The spans may all have arrived before the death: that the next process has taken over shows in the points only.
    const isAll: Step = { untilTrue: () => total(pointsOf(sink, 'add')) >= 8 };
    await run(sink, { spool: dir, steps: [untilSpans(sink, 7), ADD, isAll], env });
    expect(total(pointsOf(sink, 'add'))).toBe(8);
  });

  it('count what MCPWATCH_SAMPLE_RATE leaves out, which has no spans', async () => {
    const [sink, dir] = [await otlpSink(), spool()];
    await run(sink, { spool: dir, steps: times(10, ADD), env: { MCPWATCH_SAMPLE_RATE: '0' } });
    expect(lastCount(sink)).toBe(10);
    expect(spansOf(sink, CALL)).toBe(0);
  });

  it('are sent at its end when all events were sent before', async () => {
    const [sink, dir] = [await otlpSink(), spool()];
    await run(sink, { spool: dir, steps: [ADD, untilSpans(sink, 1)], ending: 'SIGTERM' });
    expect(pointsOf(sink, 'add')).toEqual([expect.objectContaining({ count: 1 })]);
    expect(otlpFilesIn(dir)).toEqual([]);
  });
});
