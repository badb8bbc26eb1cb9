/**
 * Several destinations at once, one of which is down, slow or paused while processes come, die and take over from each other:
 * each gets every call, counts it once, and never gets what is for another recipient.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseHeader } from '../../src/delivery/spool/format/segment-header.js';
import { parseSegmentName } from '../../src/delivery/spool/format/segment-name.js';
import { accept, otlpSink, type Sink, type SinkAnswer, status, staySilent } from '../delivery/ship/otlp/send/sink.js';
import { ANSWERS, type Answer, type Endpoint, startEndpoint } from '../support/endpoint.js';
import { type Ending, HANDSHAKE, runStdio, type Step } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SERVER = [process.execPath, '--import', './register.mjs', 'fixtures/esm-stdio-server.mjs'] as const;
/** Retries come soon, and an exit does not wait long for a receiver that is silent. */
const ENV = {
  MCPWATCH_SHUTDOWN_TIMEOUT: '400',
  MCPWATCH_FLUSH_INTERVAL: '20',
  MCPWATCH_OTLP_PAYLOADS: 'full',
  OTEL_BSP_SCHEDULE_DELAY: '20',
};

/** A call that can be told from all others. */
const call = (number: number): Step => ({
  request: 'tools/call',
  params: { name: 'add', arguments: { a: number, b: 0 } },
});
const callsFrom = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

interface Run {
  readonly spool: string;
  readonly env: Readonly<Record<string, string>>;
  readonly calls: readonly number[];
  readonly until?: readonly Step[];
  readonly ending?: Ending;
}

const run = ({ spool, env, calls, until = [], ending = 'stdin-end' }: Run) =>
  runStdio({
    command: SERVER,
    steps: [...HANDSHAKE, ...calls.map(call), ...until],
    ending,
    env: { ...ENV, MCPWATCH_SPOOL_DIR: spool, ...env },
  });

async function endpointOf(answer?: Answer): Promise<Endpoint> {
  const endpoint = await startEndpoint(answer);
  onTestFinished(() => endpoint.close());
  return endpoint;
}

/** How often each call has arrived as an event. */
function eventsAt({ requests }: Pick<Endpoint, 'requests'>): Map<number, number> {
  const calls = requests
    .flatMap(({ body }) => body.batch)
    .filter(({ event_type }) => event_type === 'tool_call')
    .map(({ request_params }) => Number((request_params as { readonly a: number }).a));
  return countsOf(calls);
}

/** How often each call has arrived as a span. */
function spansAt(sink: Sink): Map<number, number> {
  const traces = sink.requests.filter(({ url }) => url === '/v1/traces');
  const calls = [...JSON.stringify(traces).matchAll(/\{\\"a\\":(\d+),\\"b\\":0\}/g)];
  return countsOf(calls.map(([, number]) => Number(number)));
}

const countsOf = (calls: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const number of calls) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
};
const sorted = (counts: Map<number, number>) => [...counts.keys()].sort((a, b) => a - b);

interface Metrics {
  readonly resourceMetrics: ReadonlyArray<{
    readonly resource: object;
    readonly scopeMetrics: ReadonlyArray<{
      readonly metrics: ReadonlyArray<{
        readonly histogram?: {
          readonly dataPoints: ReadonlyArray<{ readonly attributes: object; readonly count: string }>;
        };
      }>;
    }>;
  }>;
}

/** The calls that the latest points of all processes count. */
function countedAt(sink: Sink): number {
  const latest = new Map<string, number>();
  for (const { message } of sink.requests.filter(({ url }) => url === '/v1/metrics')) {
    for (const { resource, scopeMetrics } of (message as Metrics).resourceMetrics) {
      const instance = /"service.instance.id","value":\{"stringValue":"([^"]+)"/.exec(JSON.stringify(resource))?.[1];
      for (const { histogram } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
        for (const { attributes, count } of histogram?.dataPoints ?? []) {
          const text = JSON.stringify(attributes);
          if (text.includes('"add"')) latest.set(`${instance} ${text}`, Number(count));
        }
      }
    }
  }
  return [...latest.values()].reduce((sum, count) => sum + count, 0);
}

/** From 0 up to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const HEALTHY = { events: ANSWERS.accepts, spans: accept };
/** What a receiver does to events, and to spans and metrics. */
const BEHAVIOURS: readonly { readonly events: Answer; readonly spans: SinkAnswer }[] = [
  HEALTHY,
  { events: (response) => response.writeHead(503).end(), spans: status(503) },
  {
    events: (response) => response.writeHead(429, { 'retry-after': '1' }).end(),
    spans: status(429, { 'retry-after': '1' }),
  },
  { events: ANSWERS.neverAnswers, spans: staySilent },
  { events: (response) => response.socket?.destroy(), spans: (response) => response.socket?.destroy() },
];
const ENDINGS: readonly Ending[] = ['stdin-end', 'SIGTERM', 'SIGKILL'];

describe('two destinations, each of which fails at random', () => {
  it.each([1, 2, 3])('both get every call, and count it once (seed %i)', async (seed) => {
    const random = randomFrom(seed);
    const pick = <T>(items: readonly [T, ...T[]] | readonly T[]): T | undefined =>
      items[Math.floor(random() * items.length)];
    let events: Answer = ANSWERS.accepts;
    const endpoint = await endpointOf((response, count) => events(response, count));
    const sink = await otlpSink();
    const spool = join(temporaryFolder(), 'spool');
    const env = { MCPWATCH_ENDPOINT: endpoint.url, MCPWATCH_OTLP: sink.url };
    let next = 1;
    let canRepeat = false;
    for (let round = 0; round < 6; round += 1) {
      const [forEvents, forSpans] = [pick(BEHAVIOURS) ?? HEALTHY, pick(BEHAVIOURS) ?? HEALTHY];
      events = forEvents.events;
      sink.answerWith(forSpans.spans);
      const ending = pick(ENDINGS) ?? 'SIGKILL';
      // Who was killed cannot say what had arrived, and who is not answered does not know.
      canRepeat ||= ending === 'SIGKILL' || forEvents !== HEALTHY || forSpans !== HEALTHY;
      const calls = callsFrom(next, 1 + Math.floor(random() * 6));
      next += calls.length;
      await run({ spool, env, calls, ending });
    }
    events = ANSWERS.accepts;
    sink.answerWith(accept);
    const all = callsFrom(1, next);
    const left = () => readdirSync(spool).flatMap((file) => parseSegmentName(file) ?? []);
    // What has arrived is not acknowledged yet: a process that ends then leaves it to the next one, and here is none.
    const hasTakenOver = () =>
      left().every(
        ({ kind, sequence }) => kind === 'own' || kind === 'calls' || (kind === 'state' && sequence === 0),
      ) && new Set(left().map(({ owner }) => owner.pid)).size === 1;
    const isDone = () => eventsAt(endpoint).size === all.length && spansAt(sink).size === all.length && hasTakenOver();
    // Several processes may have to go on where others have stopped: none is asked to wait for all.
    await run({
      spool,
      env: { ...env, MCPWATCH_SHUTDOWN_TIMEOUT: '20000' },
      calls: [next],
      until: [{ untilTrue: isDone }],
    });
    expect(sorted(eventsAt(endpoint))).toEqual(all);
    expect(sorted(spansAt(sink))).toEqual(all);
    expect(countedAt(sink)).toBe(all.length);
    if (!canRepeat) expect(new Set([...eventsAt(endpoint).values(), ...spansAt(sink).values()])).toEqual(new Set([1]));
    // Everything is accounted for: nothing is left that another process would send again.
    expect(left()).toEqual([]);
  });
});

describe('a destination that is', () => {
  it.each<[string, { readonly events: Answer; readonly spans: SinkAnswer }]>([
    ['down', { events: (response) => response.writeHead(503).end(), spans: status(503) }],
    ['silent', { events: ANSWERS.neverAnswers, spans: staySilent }],
    [
      'paused',
      {
        events: (response) => response.writeHead(429, { 'retry-after': '3600' }).end(),
        spans: status(429, { 'retry-after': '3600' }),
      },
    ],
  ])('%s does not keep the other from getting each call exactly once', async (_, { events, spans }) => {
    const [healthyEndpoint, healthySink] = [await endpointOf(), await otlpSink()];
    const [badEndpoint, badSink] = [await endpointOf(events), await otlpSink()];
    badSink.answerWith(spans);
    const calls = callsFrom(1, 8);
    const once = new Map(calls.map((number) => [number, 1]));

    const untilEvents: Step = { untilTrue: () => eventsAt(healthyEndpoint).size === calls.length };
    const toBadSink = { MCPWATCH_ENDPOINT: healthyEndpoint.url, MCPWATCH_OTLP: badSink.url };
    await run({ spool: join(temporaryFolder(), 'spool'), env: toBadSink, calls, until: [untilEvents] });
    expect(eventsAt(healthyEndpoint)).toEqual(once);

    const untilSpans: Step = { untilTrue: () => spansAt(healthySink).size === calls.length };
    const toBadEndpoint = { MCPWATCH_ENDPOINT: badEndpoint.url, MCPWATCH_OTLP: healthySink.url };
    const env = { ...toBadEndpoint, MCPWATCH_SHUTDOWN_TIMEOUT: '1500' };
    await run({ spool: join(temporaryFolder(), 'spool'), env, calls, until: [untilSpans] });
    expect(spansAt(healthySink)).toEqual(once);
    expect(countedAt(healthySink)).toBe(calls.length);
  });
});

describe('recipients of one spool', () => {
  const recipientsIn = (spool: string) =>
    new Set(
      readdirSync(spool)
        .filter((name) => name.endsWith('.seg'))
        .map((name) => parseHeader(readFileSync(join(spool, name)))?.recipient.kind),
    );

  it('get what is theirs, whoever takes over, and nothing else', async () => {
    const spool = join(temporaryFolder(), 'spool');
    const [first, second] = [await endpointOf(), await endpointOf()];
    const [sinkA, sinkB] = [await otlpSink(), await otlpSink()];
    const headers = (team: string) => ({ OTEL_EXPORTER_OTLP_HEADERS: `x-team=${team}` });
    // Whose time is up before it knows what has arrived leaves that to the next one: on a busy machine, 400 ms may pass.
    const patient = { MCPWATCH_SHUTDOWN_TIMEOUT: '20000' };
    const toA = { ...patient, MCPWATCH_ENDPOINT: first.url, MCPWATCH_OTLP: sinkA.url, ...headers('a') };
    /** The same address for other credentials. */
    const toAsB = { ...patient, MCPWATCH_OTLP: sinkA.url, ...headers('b') };
    const toB = { ...patient, MCPWATCH_ENDPOINT: second.url, MCPWATCH_OTLP: sinkB.url };
    sinkA.answerWith(status(503));
    await run({ spool, env: toA, calls: [1, 2], ending: 'SIGKILL' });
    // Without an endpoint: events stay here for `mcpwatch dev`.
    await run({ spool, env: toAsB, calls: [3, 4], ending: 'SIGKILL' });
    await run({
      spool,
      env: toB,
      calls: [5, 6],
      until: [{ untilTrue: () => spansAt(sinkB).size === 2 && eventsAt(second).size === 2 }],
    });
    expect(sorted(eventsAt(second))).toEqual([5, 6]);
    expect(sorted(spansAt(sinkB))).toEqual([5, 6]);
    expect(countedAt(sinkB)).toBe(2);
    expect(recipientsIn(spool)).toContain('local');

    sinkA.answerWith(accept);
    const since = sinkA.requests.length;
    const arrived = (team: string) => {
      const requests = sinkA.requests.slice(since).filter(({ headers: it }) => it['x-team'] === team);
      return { ...sinkA, requests };
    };
    await run({
      spool,
      env: toA,
      calls: [7],
      until: [{ untilTrue: () => spansAt(arrived('a')).size === 3 && eventsAt(first).size === 3 }],
    });
    expect(sorted(spansAt(arrived('a')))).toEqual([1, 2, 7]);
    expect(sorted(eventsAt(first))).toEqual([1, 2, 7]);
    expect(countedAt(arrived('a'))).toBe(3);
    expect(spansAt(arrived('b')).size).toBe(0);

    await run({ spool, env: toAsB, calls: [8], until: [{ untilTrue: () => spansAt(arrived('b')).size === 3 }] });
    expect(sorted(spansAt(arrived('b')))).toEqual([3, 4, 8]);
    expect(countedAt(arrived('b'))).toBe(3);
    // Nobody was there to take them, and nobody else got them.
    expect(recipientsIn(spool), readdirSync(spool).join(' ')).toEqual(new Set(['local']));
    expect(sorted(eventsAt(first))).toEqual([1, 2, 7]);
    expect(sorted(eventsAt(second))).toEqual([5, 6]);
  });
});

describe('a process whose time is up while it takes over', () => {
  const isTraces = ({ url }: { readonly url: string }) => url === '/v1/traces';
  const silentFor = (isSilent: (request: { readonly url: string }) => boolean): SinkAnswer => {
    return (response, request) => (isSilent(request) ? staySilent : accept)(response, request);
  };
  it('leaves what it does not know to have arrived; the next one sends that, and counts nothing twice', async () => {
    const [sink, spool] = [await otlpSink(), join(temporaryFolder(), 'spool')];
    const env = { MCPWATCH_OTLP: sink.url };
    sink.answerWith(status(503));
    await run({ spool, env, calls: [1, 2], ending: 'SIGKILL' });
    const segments = () => readdirSync(spool).flatMap((file) => parseSegmentName(file) ?? []);
    const recipients = readdirSync(spool).flatMap(
      (file) => parseHeader(readFileSync(join(spool, file)))?.recipient ?? [],
    );
    const ofSpans = recipients.find(({ kind }) => kind === 'otlp')?.id;
    const left = () => segments().filter(({ recipientId }) => recipientId === ofSpans);
    const hasOneOwner = () => new Set(left().map(({ owner }) => owner.pid)).size === 1;
    const answers = [silentFor((request) => !isTraces(request)), silentFor(isTraces), staySilent];
    for (const [index, answer] of answers.entries()) {
      sink.answerWith(answer);
      await run({ spool, env, calls: [3 + index], until: [{ untilTrue: hasOneOwner }] });
      expect(left()).not.toEqual([]);
    }
    sink.answerWith(accept);
    const isDone = () => hasOneOwner() && left().every(({ kind, sequence }) => kind !== 'adopted' && sequence < 2);
    await run({
      spool,
      env: { ...env, MCPWATCH_SHUTDOWN_TIMEOUT: '20000' },
      calls: [6],
      until: [{ untilTrue: isDone }],
    });
    expect(sorted(spansAt(sink))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(countedAt(sink)).toBe(6);
    expect(left()).toEqual([]);
  });
});

describe('a timeout of 0', () => {
  it('waits for ever for an answer, but not at the end of the process; the next process sends what was not taken', async () => {
    const [sink, spool] = [await otlpSink(), join(temporaryFolder(), 'spool')];
    const env = { MCPWATCH_OTLP: sink.url, OTEL_EXPORTER_OTLP_TIMEOUT: '0' };
    sink.answerWith(staySilent);
    const { exitCode } = await run({ spool, env, calls: [1, 2] });
    expect(exitCode).toBe(0);
    sink.answerWith(accept);
    const before = sink.requests.length;
    const later = () => ({ ...sink, requests: sink.requests.slice(before) });
    await run({ spool, env, calls: [3], until: [{ untilTrue: () => spansAt(later()).size === 3 }] });
    expect(sorted(spansAt(later()))).toEqual([1, 2, 3]);
  });
});
