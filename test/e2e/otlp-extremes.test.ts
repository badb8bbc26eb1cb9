/** OTLP at its limits, with real processes: tasks, the largest payloads, more tools than there may be series. */
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it } from 'vitest';
import { otlpSink, type Sink } from '../delivery/ship/otlp/send/sink.js';
import { fixture, REGISTER_MJS } from '../support/project.js';
import { HANDSHAKE, runStdio, type Step } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const run = (sink: Sink, program: string, steps: readonly Step[], env: Record<string, string> = {}) =>
  runStdio({
    command: [process.execPath, '--import', './register.mjs', `fixtures/${program}`],
    steps: [...HANDSHAKE, ...steps],
    env: {
      MCPWATCH_OTLP: sink.url,
      MCPWATCH_SPOOL_DIR: join(temporaryFolder(), 'spool'),
      MCPWATCH_SHUTDOWN_TIMEOUT: '60000',
      OTEL_BSP_SCHEDULE_DELAY: '10',
      ...env,
    },
  });

const call = (name: string, more: object = {}): Step => ({
  request: 'tools/call',
  params: { name, arguments: {}, ...more },
});

/** Calls tools as tasks, and follows each to its end. */
async function asTasks(sink: Sink, names: readonly string[]): Promise<void> {
  const client = new Client({ name: 'task-client', version: '1.0.0' });
  const env = { MCPWATCH_OTLP: sink.url, MCPWATCH_SPOOL_DIR: join(temporaryFolder(), 'spool') };
  const args = ['--import', REGISTER_MJS, fixture('tasks-server.mjs')];
  const patience = { MCPWATCH_SHUTDOWN_TIMEOUT: '20000' };
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, env: { ...env, ...patience }, stderr: 'ignore' }),
  );
  for (const name of names) {
    const messages = client.experimental.tasks.callToolStream({ name, arguments: {} }, undefined, {
      task: { ttl: 60_000 },
    });
    for await (const { type } of messages) if (type === 'result' || type === 'error') break;
  }
  await client.close();
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly boolValue?: boolean };
}
interface ReceivedSpan {
  readonly name: string;
  readonly kind: number;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status?: { readonly code?: number };
  readonly attributes: readonly Attribute[];
}
interface Point {
  readonly attributes?: readonly Attribute[];
  readonly count: string;
}

/** Everything under `key` in what the receiver got at `path`, whatever it is in. */
function found<T>(messages: readonly object[], key: string): T[] {
  const all: T[] = [];
  JSON.stringify(messages, (name, value: unknown) => {
    if (name === key && Array.isArray(value)) all.push(...value);
    return value;
  });
  return all;
}

const at = (sink: Sink, path: string) =>
  sink.requests.filter(({ url }) => url === path).map(({ message }) => JSON.parse(JSON.stringify(message)));
const spansAt = (sink: Sink) => found<ReceivedSpan>(at(sink, '/v1/traces'), 'spans');

describe('over OTLP', { timeout: 120_000 }, () => {
  it('the outcome of a task is a span under the call that created it, and the call is counted once', async () => {
    const sink = await otlpSink();
    await asTasks(sink, ['succeeds', 'fails']);
    const spans = new Map(spansAt(sink).map((span) => [span.name, span]));
    for (const name of ['succeeds', 'fails']) {
      const outcome = spans.get(`task ${name}`);
      expect(outcome).toMatchObject({
        // INTERNAL
        kind: 1,
        parentSpanId: spans.get(`tools/call ${name}`)?.spanId,
      });
      expect(outcome?.status?.code).toBe(name === 'fails' ? 2 : undefined);
    }
    const last = at(sink, '/v1/metrics').at(-1);
    const counts = found<Point>([last], 'dataPoints')
      .filter(({ attributes }) => JSON.stringify(attributes).includes('"tools/call"'))
      .map(({ count }) => count);
    expect(counts).toEqual(['1', '1']);
  });

  it('arguments of almost a megabyte arrive whole', async () => {
    const sink = await otlpSink();
    const padding = 'ü'.repeat(500_000);
    const steps = Array.from({ length: 3 }, () => call('add', { arguments: { a: 1, b: 2, padding } }));
    const env = { MCPWATCH_OTLP_PAYLOADS: 'full', MCPWATCH_MAX_PAYLOAD_BYTES: '1048576' };
    await run(sink, 'esm-stdio-server.mjs', steps, env);
    const texts = spansAt(sink)
      .flatMap(({ attributes }) => attributes)
      .filter(({ key }) => key === 'gen_ai.tool.call.arguments')
      .map(({ value }) => JSON.parse(value.stringValue ?? '{}').padding);
    expect(texts.map((text) => text === padding)).toEqual([true, true, true]);
  });

  it('2,100 tools have at most 2,000 series, names that a client made up have one, and each call is counted', async () => {
    const sink = await otlpSink();
    const post = (name: string): Step => ({ post: 'tools/call', params: { name, arguments: {} } });
    const madeUp = Array.from({ length: 20 }, (_, index) => post(`made-up-${index}`));
    const tools = Array.from({ length: 2099 }, (_, index) => post(`tool-${index}`));
    await run(sink, 'many-tools.mjs', [{ request: 'tools/list' }, ...madeUp, ...tools, call('tool-2099')], {
      OTEL_TRACES_EXPORTER: 'none',
    });
    const points = found<Point>([at(sink, '/v1/metrics').at(-1)], 'dataPoints').map(({ attributes = [], count }) => ({
      count: Number(count),
      ...Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.boolValue])),
    }));
    expect(points.length).toBeLessThanOrEqual(2000);
    expect(points.length).toBeGreaterThan(1900);
    const ofTool = (name: string) => points.filter((point) => Reflect.get(point, 'gen_ai.tool.name') === name);
    expect(ofTool('_OTHER').map(({ count }) => count)).toEqual([20]);
    expect(JSON.stringify(points)).not.toContain('made-up');
    // With the start of the session, the list and the end.
    expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(20 + 2100 + 4);
  });
});
