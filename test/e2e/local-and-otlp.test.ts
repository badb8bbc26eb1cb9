/**
 * `mcpwatch dev` and a receiver of OpenTelemetry at once: each gets every call once, and gets it while the server runs,
 * whatever the other does.
 */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { accept, otlpSink, type Sink, type SinkAnswer, status, staySilent } from '../delivery/ship/otlp/send/sink.js';
import { CLI, devEnvironment } from '../support/dev-session.js';
import { type Program, start } from '../support/program.js';
import { HANDSHAKE, runStdio, type Step } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CALLS = [1, 2, 3, 4, 5, 6, 7, 8];
const ONCE = CALLS.map((number) => [number, 1]);

const call = (number: number): Step => ({
  request: 'tools/call',
  params: { name: 'add', arguments: { a: number, b: 0 } },
});

interface Run {
  readonly folder: string;
  readonly sink: Sink;
  readonly until?: () => boolean;
}

/** A server that lives until `until`. */
const serve = ({ folder, sink, until = () => true }: Run) =>
  runStdio({
    command: [process.execPath, '--import', './register.mjs', 'fixtures/esm-stdio-server.mjs'],
    steps: [...HANDSHAKE, ...CALLS.map(call), { untilTrue: until }],
    env: {
      ...devEnvironment(folder),
      MCPWATCH_ENDPOINT: '',
      MCPWATCH_OTLP: sink.url,
      MCPWATCH_OTLP_PAYLOADS: 'full',
      MCPWATCH_FLUSH_INTERVAL: '20',
      MCPWATCH_SHUTDOWN_TIMEOUT: '400',
      OTEL_BSP_SCHEDULE_DELAY: '20',
    },
  });

interface Dev {
  readonly program: Program;
  /** How often it has shown each call. */
  shown(): Array<[number, number]>;
}

async function startDev(folder: string): Promise<Dev> {
  const program = start(process.execPath, [CLI, 'dev', '--port', '0', '--json'], { env: devEnvironment(folder) });
  onTestFinished(() => void program.child.kill('SIGKILL'));
  let stdout = '';
  program.child.stdout?.on('data', (text: string) => {
    stdout += text;
  });
  await program.saw('stderr', /listening/);
  return { program, shown: () => countsIn(stdout, /"event_type":"tool_call".*"request_params":\{"a":(\d+),/g) };
}

const spansAt = (sink: Sink) =>
  countsIn(JSON.stringify(sink.requests.filter(({ url }) => url === '/v1/traces')), /\{\\"a\\":(\d+),\\"b\\":0\}/g);

function countsIn(text: string, pattern: RegExp): Array<[number, number]> {
  const counts = new Map<number, number>();
  for (const [, number] of text.matchAll(pattern)) counts.set(Number(number), (counts.get(Number(number)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}

const folderOf = () => join(temporaryFolder(), 'spool');

describe('mcpwatch dev', () => {
  it.each<[string, SinkAnswer]>([
    ['refuses', status(503)],
    ['is silent', staySilent],
    ['asks for an hour of patience', status(429, { 'retry-after': '3600' })],
    ['rejects everything', status(400)],
    ['hangs up', (response) => response.socket?.destroy()],
  ])('shows each call once, while the server runs, when the OTLP receiver %s', async (_, answer) => {
    const folder = folderOf();
    const [dev, sink] = [await startDev(folder), await otlpSink()];
    sink.answerWith(answer);
    await serve({ folder, sink, until: () => dev.shown().length === CALLS.length });
    expect(dev.shown()).toEqual(ONCE);
    expect(sink.requests.length).toBeGreaterThan(0);
  });
});

describe('a receiver of OpenTelemetry', () => {
  it('gets each call once, while the server runs, when mcpwatch dev is not there; it gets them later', async () => {
    const [folder, sink] = [folderOf(), await otlpSink()];
    await serve({ folder, sink, until: () => spansAt(sink).length === CALLS.length });
    expect(spansAt(sink)).toEqual(ONCE);
    const dev = await startDev(folder);
    await expect.poll(() => dev.shown(), { timeout: 20_000 }).toEqual(ONCE);
    expect(spansAt(sink)).toEqual(ONCE);
  });

  it('gets each call once, while the server runs, when mcpwatch dev has stopped answering; it goes on later', async () => {
    const [folder, sink] = [folderOf(), await otlpSink()];
    const dev = await startDev(folder);
    dev.program.child.kill('SIGSTOP');
    await serve({ folder, sink, until: () => spansAt(sink).length === CALLS.length });
    expect(spansAt(sink)).toEqual(ONCE);
    dev.program.child.kill('SIGCONT');
    await expect.poll(() => dev.shown(), { timeout: 20_000 }).toEqual(ONCE);
  });
});

describe('both', () => {
  it('get each call in the end when both were down at first', async () => {
    const [folder, sink] = [folderOf(), await otlpSink()];
    sink.answerWith(status(503));
    await serve({ folder, sink });
    sink.answerWith(accept);
    const since = sink.requests.length;
    const later = () => spansAt({ ...sink, requests: sink.requests.slice(since) });
    const dev = await startDev(folder);
    const isTwice = (counts: ReadonlyArray<readonly [number, number]>) =>
      counts.length === CALLS.length && counts.every(([, count]) => count === 2);
    await serve({ folder, sink, until: () => isTwice(later()) && isTwice(dev.shown()) });
    expect(later()).toEqual(CALLS.map((number) => [number, 2]));
    expect(dev.shown()).toEqual(CALLS.map((number) => [number, 2]));
  });
});
