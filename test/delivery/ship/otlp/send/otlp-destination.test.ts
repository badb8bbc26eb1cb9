/** Batches of lines over OTLP/HTTP to a strict receiver: what arrives, and what each answer means. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { proxyTo } from '../../proxy.js';
import { lineOf } from '../recorded.js';
import { destinationAt } from './destination.js';
import { accept, hangUp, otlpSink, partial, type SinkAnswer, spanNames, status, staySilent } from './sink.js';

const LINES = [lineOf(), lineOf({ event_name: 'multiply', span_id: '00000000000000aa' })];
const DELIVERED = { status: 'delivered', refused: 0, quota: undefined };

describe.each(['http/protobuf', 'http/json'])('over %s', (protocol) => {
  const env = { OTEL_EXPORTER_OTLP_PROTOCOL: protocol };

  it('a batch arrives as one request', async () => {
    const sink = await otlpSink();
    const { destination, problems } = destinationAt(sink.url, { ...env, OTEL_EXPORTER_OTLP_HEADERS: 'x-team=a%20b' });
    expect(await destination.send(LINES)).toEqual(DELIVERED);
    const [request] = sink.requests;
    expect(sink.requests).toHaveLength(1);
    expect(request?.url).toBe('/v1/traces');
    expect(request?.headers).toMatchObject({
      'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
      'user-agent': 'mcpwatch-node/1.2.3',
      'x-team': 'a b',
    });
    expect(spanNames(request?.message ?? {})).toEqual(['tools/call add', 'tools/call multiply']);
    expect(problems).toEqual([]);
  });

  it('a batch of which a part was prepared arrives in its order, and what was prepared is not read again', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url, env);
    const [first = Buffer.from(''), second = Buffer.from('')] = LINES.map((line) => Buffer.from(line));
    destination.prepare([second]);
    second.fill(0);
    expect(await destination.send([first, second])).toEqual(DELIVERED);
    await destination.flush();
    const [spans, metrics] = sink.requests;
    expect(spanNames(spans?.message ?? {})).toEqual(['tools/call add', 'tools/call multiply']);
    expect(JSON.stringify(metrics?.message).match(/"count":"1"/g)).toHaveLength(2);
  });

  it('spans that the receiver rejects are counted, and not sent again', async () => {
    const sink = await otlpSink();
    sink.answerWith(partial(1, 'a span is too old'));
    const { destination, problems } = destinationAt(sink.url, env);
    expect(await destination.send(LINES)).toEqual({ ...DELIVERED, refused: 1 });
    expect(problems).toEqual(['the receiver says: a span is too old']);
  });

  it('a warning with nothing rejected is reported', async () => {
    const sink = await otlpSink();
    sink.answerWith(partial(0, 'use another port'));
    const { destination, problems } = destinationAt(sink.url, env);
    expect(await destination.send(LINES)).toEqual(DELIVERED);
    expect(problems).toEqual(['the receiver says: use another port']);
  });

  it.each([
    ['in another spelling', { 'content-type': 'Application/JSON; charset=utf-8' }],
    ['not at all', {}],
    ['as something else', { 'content-type': 'text/plain' }],
  ])('a response in JSON is read where a proxy names its type %s', async (_, headers) => {
    const sink = await otlpSink();
    const answer = { partialSuccess: { rejectedSpans: '1', errorMessage: 'too old' } };
    sink.answerWith((response) => response.writeHead(200, headers).end(JSON.stringify(answer)));
    const { destination, problems } = destinationAt(sink.url, { ...env, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
    expect(await destination.send(LINES)).toEqual({ ...DELIVERED, refused: 1 });
    expect(problems).toEqual(['the receiver says: too old']);
  });

  it.each([
    ['protobuf', 'application/x-protobuf', Buffer.from([0x08, 3, 0x12, 5, ...Buffer.from('wrong')])],
    ['JSON', 'application/json', JSON.stringify({ code: 3, message: 'wrong' })],
  ])('why it takes nothing is reported in its own words (%s)', async (_, type, body) => {
    const sink = await otlpSink();
    sink.answerWith((response) => response.writeHead(400, { 'content-type': type }).end(body));
    const { destination, problems } = destinationAt(sink.url, env);
    expect(await destination.send(LINES)).toEqual({ status: 'rejected', why: 'HTTP 400', quota: undefined });
    await destination.flush();
    expect(problems).toEqual([
      'the receiver says: wrong',
      'metrics were not accepted: HTTP 400; the receiver says: wrong',
    ]);
  });

  it.each([
    ['a text', 'use protobuf\nencoding\n', 'use protobuf encoding'],
    ['JSON of its own', '{"error":"unknown team"}', '{"error":"unknown team"}'],
  ])('why it takes nothing is reported where that is %s', async (_, body, said) => {
    const sink = await otlpSink();
    sink.answerWith((response) => response.writeHead(400).end(body));
    const { destination, problems } = destinationAt(sink.url, env);
    await destination.send(LINES);
    expect(problems).toEqual([`the receiver says: ${said}`]);
  });

  it.each([
    ['a page', '<!doctype html><title>400</title>'],
    ['a code without a message', Buffer.from([0x08, 3])],
    ['no text', Buffer.from([0xff, 0xfe, 0x41])],
    ['nothing', ''],
  ])('why it takes nothing is not guessed from %s', async (_, body) => {
    const sink = await otlpSink();
    sink.answerWith((response) => response.writeHead(400).end(body));
    const { destination, problems } = destinationAt(sink.url, env);
    expect(await destination.send(LINES)).toEqual({ status: 'rejected', why: 'HTTP 400', quota: undefined });
    expect(problems).toEqual([]);
  });

  it.each([
    [2, 'out of order', 'metrics: the receiver rejects some: out of order'],
    [2, '', 'metrics: the receiver rejects some: it does not say why'],
    [0, 'use another port', 'metrics: the receiver says: use another port'],
  ])('metrics of which %i are rejected, and %j is said, are reported', async (rejected, message, text) => {
    const sink = await otlpSink();
    const { destination, problems } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' });
    sink.answerWith(partial(rejected, message));
    await destination.send(LINES);
    await destination.flush();
    expect(problems).toEqual([text]);
  });

  it('a receiver of metrics that is down is reported, once, unless the spans wait for the same', async () => {
    const sink = await otlpSink();
    const noMetrics: SinkAnswer = (response, request) =>
      (request.url === '/v1/metrics' ? status(503) : accept)(response, request);
    sink.answerWith(noMetrics);
    const { destination, problems } = destinationAt(sink.url, env);
    await destination.send(LINES);
    await destination.flush();
    expect(problems).toEqual([]);
    for (let again = 0; again < 3; again += 1) await destination.flush();
    expect(problems).toEqual(['metrics are not accepted for now: HTTP 503']);

    const down = destinationAt(sink.url, env);
    await down.destination.send(LINES);
    sink.answerWith(status(503));
    expect(await down.destination.send(LINES)).toMatchObject({ status: 'retryable' });
    for (let again = 0; again < 3; again += 1) await down.destination.flush();
    expect(down.problems).toEqual([]);
  });

  it('a receiver with another message for each request does not fill the log', async () => {
    const sink = await otlpSink();
    let count = 0;
    const { destination, problems } = destinationAt(sink.url, env);
    for (; count < 30; count += 1) {
      sink.answerWith(partial(1, `trace ${count} is too old`));
      await destination.send(LINES);
    }
    expect(problems).toHaveLength(10);
    expect(problems.at(-1)).toBe('the receiver says: trace 9 is too old (what it says from here on is not printed)');
  });

  it('more rejected than were sent are no more than were sent', async () => {
    const sink = await otlpSink();
    sink.answerWith(partial(300, ''));
    const { destination } = destinationAt(sink.url, env);
    expect(await destination.send(LINES)).toEqual({ ...DELIVERED, refused: 2 });
  });

  it('metrics arrive on request, and count each event once', async () => {
    const sink = await otlpSink();
    sink.answerWith(status(503), accept);
    const { destination } = destinationAt(sink.url, env);
    expect(await destination.send(LINES)).toMatchObject({ status: 'retryable' });
    expect(await destination.send(LINES)).toEqual(DELIVERED);
    await destination.flush();
    const metrics = sink.requests.filter(({ url }) => url === '/v1/metrics');
    expect(metrics).toHaveLength(1);
    expect(metrics[0]?.message).toMatchObject({
      resourceMetrics: [
        { scopeMetrics: [{ metrics: [{ histogram: { dataPoints: [{ count: '1' }, { count: '1' }] } }] }] },
      ],
    });
  });
});

describe('compression', () => {
  it('is used where it is asked for, and the request is worth it', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url, { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' });
    const lines = Array.from({ length: 50 }, (_, index) => lineOf({ span_id: `00000000000000${index + 10}` }));
    await destination.send(lines);
    await destination.send([lineOf()]);
    const [large, small] = sink.requests;
    expect(large?.headers['content-encoding']).toBe('gzip');
    expect(spanNames(large?.message ?? {})).toHaveLength(50);
    expect(large?.bytes).toBeLessThan(3000);
    expect(small?.headers['content-encoding']).toBeUndefined();
  });
});

describe('an answer of', () => {
  async function outcomeOf(answer: SinkAnswer) {
    const sink = await otlpSink();
    sink.answerWith(answer);
    const { destination } = destinationAt(sink.url, { OTEL_EXPORTER_OTLP_TIMEOUT: '900' });
    return destination.send(LINES);
  }

  it.each([200, 202, 204])('%i is a delivery', async (code) => {
    expect(await outcomeOf(status(code))).toEqual(DELIVERED);
  });

  it.each([429, 502, 503, 504])('%i is tried again', async (code) => {
    expect(await outcomeOf(status(code))).toEqual({
      status: 'retryable',
      why: `HTTP ${code}`,
      pauseMs: undefined,
      quota: undefined,
    });
  });

  it.each([429, 502, 503, 504])('%i is tried again after the time that it names', async (code) => {
    expect(await outcomeOf(status(code, { 'retry-after': '7' }))).toMatchObject({ status: 'retryable', pauseMs: 7000 });
    const date = new Date(Date.now() + 90_000).toUTCString();
    const byDate = await outcomeOf(status(code, { 'retry-after': date }));
    expect(byDate).toMatchObject({ status: 'retryable', pauseMs: expect.closeTo(90_000, -4) });
  });

  it.each(['soon', '-1', '', '2026-01-01'])(
    '503 with the time %j, which is none, is tried again as without',
    async (time) => {
      expect(await outcomeOf(status(503, { 'retry-after': time }))).toMatchObject({
        status: 'retryable',
        pauseMs: undefined,
      });
    },
  );

  it.each([301, 307, 400, 401, 403, 404, 405, 406, 408, 409, 413, 415, 422, 500, 501, 505])(
    '%i is final',
    async (code) => {
      const outcome = await outcomeOf(status(code, { location: '/elsewhere', 'retry-after': '7' }));
      expect(outcome).toMatchObject({ status: 'rejected', why: expect.stringMatching(new RegExp(`^HTTP ${code}`)) });
    },
  );

  it.each([
    [401, 'OTEL_EXPORTER_OTLP_HEADERS'],
    [404, 'MCPWATCH_OTLP'],
    [413, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE'],
    [415, 'OTEL_EXPORTER_OTLP_PROTOCOL'],
  ])('%i names the setting to look at', async (code, setting) => {
    expect(await outcomeOf(status(code))).toMatchObject({ why: expect.stringContaining(setting) });
  });

  it.each<[string, SinkAnswer]>([
    ['nothing but the end of the connection', hangUp],
    ['nothing in time', staySilent],
    ['half a header', (response) => response.socket?.end('HTTP/1.1 200 OK\r\ncontent-le')],
    ['something that is not HTTP', (response) => response.socket?.end('\0\x01\x02 hello\r\n\r\n')],
  ])('%s is tried again', async (_, answer) => {
    expect(await outcomeOf(answer)).toMatchObject({ status: 'retryable', pauseMs: undefined });
  });

  it.each<[string, SinkAnswer]>([
    ['a page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>')],
    ['broken JSON', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"partialSu')],
    [
      'JSON of something else',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[null]'),
    ],
    ['broken protobuf', (response) => response.writeHead(200).end(Buffer.from('0affffffffffffffffff', 'hex'))],
    ['a body without end', (response) => response.writeHead(200).write('x')],
    ['a body of megabytes', (response) => response.writeHead(200).end(Buffer.alloc(5_000_000))],
  ])('success with %s is a delivery', async (_, answer) => {
    expect(await outcomeOf(answer)).toEqual(DELIVERED);
  });

  it('nobody there is tried again', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { destination } = destinationAt(`http://127.0.0.1:${port}`);
    expect(await destination.send(LINES)).toMatchObject({ status: 'retryable', why: 'ECONNREFUSED' });
  });
});

describe('sizes', () => {
  it('of a request over 64 MiB: it is not sent, and the outcome says why', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url, {}, { payloads: 'full' });
    const result = { content: [{ type: 'text', text: 'x'.repeat(1_000_000) }] };
    const large = Array.from({ length: 70 }, () => lineOf({ response_content: result }));
    expect(await destination.send(large)).toEqual({
      status: 'rejected',
      why: 'the request is larger than 67108864 bytes',
      quota: undefined,
    });
    expect(sink.requests).toEqual([]);
    expect(await destination.send(large.slice(0, 3))).toEqual(DELIVERED);
    expect(sink.requests[0]?.bytes).toBeGreaterThan(3_000_000);
  });

  it('of a response up to 4 MiB: it is read', async () => {
    const sink = await otlpSink();
    sink.answerWith(partial(1, 'x'.repeat(4_000_000)));
    const { destination } = destinationAt(sink.url);
    expect(await destination.send(LINES)).toEqual({ ...DELIVERED, refused: 1 });
  });

  it('of a response over 4 MiB: it is not, and what it answers is delivered', async () => {
    const sink = await otlpSink();
    sink.answerWith(partial(1, 'x'.repeat(4 * 1024 * 1024)));
    const { destination, problems } = destinationAt(sink.url);
    expect(await destination.send(LINES)).toEqual(DELIVERED);
    expect(problems).toEqual([]);
  });
});

describe('lines', () => {
  it('that are not events are counted as rejected; the others arrive', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url);
    const lines = [Buffer.from('{"torn'), lineOf(), Buffer.from('{}')];
    expect(await destination.send(lines)).toEqual({ ...DELIVERED, refused: 2 });
    expect(spanNames(sink.requests[0]?.message ?? {})).toEqual(['tools/call add']);
  });

  it('without a span make no request', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url);
    const close = lineOf({ event_type: 'close', mcp_method: 'close', event_name: 'server.close' });
    expect(await destination.send([close])).toEqual(DELIVERED);
    expect(sink.requests).toEqual([]);
    await destination.flush();
    expect(sink.requests.map(({ url }) => url)).toEqual(['/v1/metrics']);
  });

  it('of several servers and processes are grouped by resource', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url);
    await destination.send([
      lineOf(),
      lineOf({ server_name: 'other' }),
      lineOf({ event_id: '0195f0c0c0c0-ffffffffffffffff-000001' }),
      lineOf({ event_name: 'multiply' }),
    ]);
    expect(sink.requests[0]?.message).toMatchObject({
      resourceSpans: [
        { scopeSpans: [{ spans: [{ name: 'tools/call add' }, { name: 'tools/call multiply' }] }] },
        { scopeSpans: [{ spans: [{}] }] },
        { scopeSpans: [{ spans: [{}] }] },
      ],
    });
  });
});

describe('one signal alone', () => {
  it('sends no spans where OTEL_TRACES_EXPORTER is none', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' });
    expect(await destination.send(LINES)).toEqual(DELIVERED);
    await destination.flush();
    expect(sink.requests.map(({ url }) => url)).toEqual(['/v1/metrics']);
  });

  it('sends no metrics where OTEL_METRICS_EXPORTER is none', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url, { OTEL_METRICS_EXPORTER: 'none' });
    await destination.send(LINES);
    await destination.flush();
    expect(sink.requests.map(({ url }) => url)).toEqual(['/v1/traces']);
  });
});

describe('metrics', () => {
  it('of a process that has ended are sent until they arrive, and then no more', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' });
    await destination.send([lineOf({ event_id: '0195f0c0c0c0-ffffffffffffffff-000001' })]);
    sink.answerWith(status(503), accept);
    for (let round = 0; round < 4; round += 1) await destination.flush();
    expect(sink.requests).toHaveLength(2);
    expect(sink.requests[1]?.message).toMatchObject({
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                {
                  histogram: {
                    dataPoints: [
                      {
                        startTimeUnixNano: `${Date.UTC(2026, 10, 22, 10, 20, 30, 123)}000000`,
                        timeUnixNano: `${Date.UTC(2026, 10, 22, 10, 20, 30, 135)}000000`,
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('of this process are sent each time, since it started', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' });
    await destination.send(LINES);
    await destination.flush();
    await destination.send(LINES);
    await destination.flush();
    await destination.flush();
    expect(sink.requests).toHaveLength(2);
    for (const { message } of sink.requests) {
      expect(JSON.stringify(message)).toContain(`"startTimeUnixNano":"${Date.UTC(2026, 10, 22, 10)}000000"`);
    }
  });

  it('that are not accepted are reported', async () => {
    const sink = await otlpSink();
    const { destination, problems } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' });
    await destination.send(LINES);
    sink.answerWith(status(401));
    await destination.flush();
    expect(problems).toEqual(['metrics were not accepted: HTTP 401, check OTEL_EXPORTER_OTLP_HEADERS']);
  });

  it('wait as long as the receiver asks', async () => {
    const sink = await otlpSink();
    let now = Date.now();
    const { destination } = destinationAt(sink.url, { OTEL_TRACES_EXPORTER: 'none' }, { now: () => now });
    await destination.send(LINES);
    sink.answerWith(status(429, { 'retry-after': '30' }), accept);
    await destination.flush();
    await destination.flush();
    expect(sink.requests).toHaveLength(1);
    now += 31_000;
    await destination.flush();
    expect(sink.requests).toHaveLength(2);
  });

  it('include the events that were lost, by reason', async () => {
    const sink = await otlpSink();
    const { destination } = destinationAt(sink.url, {}, { dropped: () => ({ queue_full: 4 }) });
    await destination.send(LINES);
    await destination.flush();
    expect(sink.requests[1]?.message).toMatchObject({
      resourceMetrics: [
        {
          scopeMetrics: [{ metrics: [{}, { name: 'mcpwatch.events.dropped', sum: { dataPoints: [{ asInt: '4' }] } }] }],
        },
      ],
    });
  });

  it('go by themselves at their interval', async () => {
    const sink = await otlpSink();
    const env = { OTEL_METRIC_EXPORT_INTERVAL: '1000' };
    const { destination } = destinationAt(sink.url, env, { random: () => 0.1 });
    await destination.send(LINES);
    const exports = () => sink.requests.filter(({ url }) => url === '/v1/metrics').length;
    await expect.poll(exports, { timeout: 10_000 }).toBeGreaterThan(1);
  });
});

describe('connections', () => {
  /** Sends a batch at each of `minutes`, and answers how many connections were opened. */
  async function connectionsOf(minutes: readonly number[], random: number): Promise<number> {
    let now = Date.now();
    const start = now;
    let connections = 0;
    const server = createServer((request, response) => request.resume().on('end', () => response.end()));
    // Node's own limit is five seconds, which a busy machine may take between two batches.
    server.keepAliveTimeout = 120_000;
    server.on('connection', () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => server.closeAllConnections());
    onTestFinished(() => void server.close());
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { destination } = destinationAt(
      address,
      { OTEL_METRICS_EXPORTER: 'none' },
      { now: () => now, random: () => random },
    );
    for (const minute of minutes) {
      now = start + minute * 60_000;
      expect(await destination.send(LINES)).toEqual(DELIVERED);
    }
    return connections;
  }

  it('are kept alive, and replaced after two to five minutes', async () => {
    expect(await connectionsOf([0, 0.5, 1, 1.9], 0)).toBe(1);
    expect(await connectionsOf([0, 2.1], 0)).toBe(2);
    expect(await connectionsOf([0, 2.1, 4.9], 0.999)).toBe(1);
    expect(await connectionsOf([0, 5.1], 0.999)).toBe(2);
  });

  it('go through the proxy that the environment names', async () => {
    const sink = await otlpSink();
    const proxy = await proxyTo(sink.url);
    const { destination } = destinationAt('http://collector.invalid:4318', { HTTP_PROXY: proxy.url });
    expect(await destination.send(LINES)).toEqual(DELIVERED);
    expect(sink.requests).toHaveLength(1);
  });
});
