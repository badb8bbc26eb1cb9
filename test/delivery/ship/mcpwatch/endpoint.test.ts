import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Destination, Outcome } from '../../../../src/delivery/ship/destination.js';
import { createEndpoint, type EndpointOptions } from '../../../../src/delivery/ship/mcpwatch/endpoint.js';
import { listening } from '../listening.js';
import { proxyTo } from '../proxy.js';

interface Received {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const LINES = [Buffer.from('{"event_id":"a"}'), Buffer.from('{"event_id":"ä"}')];

/** Without a proxy and through one: two clients, one behaviour. */
const ROUTES = ['directly', 'through a proxy'] as const;
let route: (typeof ROUTES)[number] = 'directly';

async function endpointThat(
  answer: Answer,
  options: Partial<EndpointOptions> = {},
): Promise<{ destination: Destination; received: Received[] }> {
  const received: Received[] = [];
  const url = await listening(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks) });
    answer(response, request);
  });
  if (route === 'directly') return { destination: destinationAt(url, options), received };
  const env = { HTTP_PROXY: (await proxyTo(url)).url };
  return { destination: destinationAt('http://events.invalid', { ...options, env, isLoopback: false }), received };
}

function destinationAt(endpoint: string, options: Partial<EndpointOptions> = {}): Destination {
  const destination = createEndpoint({
    endpoint,
    apiKey: 'mw_live_key',
    sdk: { name: 'mcpwatch-node', version: '1.2.3' },
    env: {},
    isLoopback: true,
    timeoutMs: 2000,
    ...options,
  });
  onTestFinished(() => destination.close());
  return destination;
}

const status = (code: number, headers: Record<string, string> = {}): Answer => {
  return (response) => response.writeHead(code, headers).end();
};

async function outcomeOf(answer: Answer, options: Partial<EndpointOptions> = {}): Promise<Outcome> {
  const { destination } = await endpointThat(answer, options);
  return destination.send(LINES);
}

describe('a batch', () => {
  it('is posted as one JSON document with the key', async () => {
    const { destination, received } = await endpointThat(status(202));
    await destination.send(LINES);
    expect(received[0]?.url).toBe('/v1/events');
    expect(received[0]?.headers).toMatchObject({
      authorization: 'Bearer mw_live_key',
      'content-type': 'application/json',
    });
    expect(JSON.parse(received[0]?.body.toString() ?? '')).toEqual({
      batch: [{ event_id: 'a' }, { event_id: 'ä' }],
      sdk: { name: 'mcpwatch-node', version: '1.2.3', runtime: 'node', runtime_version: process.version },
    });
  });

  it('is posted without authorization where there is no key', async () => {
    const { destination, received } = await endpointThat(status(202), { apiKey: undefined });
    await destination.send(LINES);
    expect(received[0]?.headers.authorization).toBeUndefined();
  });

  it('is posted below the path that the endpoint has', async () => {
    const urls: (string | undefined)[] = [];
    const url = await listening((request, response) => {
      urls.push(request.url);
      response.writeHead(202).end();
    });
    await destinationAt(`${url}/ingest`).send(LINES);
    expect(urls).toEqual(['/ingest/v1/events']);
  });
});

describe.each(ROUTES)('the answer, %s:', (way) => {
  beforeEach(() => {
    route = way;
  });
  afterEach(() => {
    route = 'directly';
  });

  it.each([202, 200, 204])('%i: delivered', async (code) => {
    expect(await outcomeOf(status(code))).toEqual({ status: 'delivered', refused: 0, quota: undefined });
  });

  it('202 with events that were refused: those are not delivered', async () => {
    const outcome = await outcomeOf((response) => response.writeHead(202).end('{"accepted":1,"rejected":1}'));
    expect(outcome).toMatchObject({ status: 'delivered', refused: 1 });
  });

  it.each(['no json', '', 'null', '{"rejected":"all"}', '{"rejected":99}', '[]'])(
    '202 with a body that makes no sense (%s): delivered',
    async (body) => {
      expect(await outcomeOf((response) => response.writeHead(202).end(body))).toMatchObject({
        status: 'delivered',
        refused: 0,
      });
    },
  );

  it.each([500, 502, 503])('%i: worth another attempt', async (code) => {
    expect(await outcomeOf(status(code))).toMatchObject({ status: 'retryable', why: `HTTP ${code}` });
  });

  it.each([400, 404, 413, 422])('%i: rejected', async (code) => {
    expect(await outcomeOf(status(code))).toMatchObject({ status: 'rejected', why: `HTTP ${code}` });
  });

  it('401: rejected, with what to do', async () => {
    const outcome = await outcomeOf(status(401));
    expect(outcome).toMatchObject({ status: 'rejected', why: 'HTTP 401, check MCPWATCH_API_KEY' });
  });

  it('429: a pause as long as the endpoint says', async () => {
    expect(await outcomeOf(status(429, { 'retry-after': '7' }))).toMatchObject({
      status: 'retryable',
      pauseMs: 7000,
    });
    expect(await outcomeOf(status(429))).toMatchObject({ status: 'retryable', pauseMs: 60_000 });
  });

  it('a redirect: not followed, so that the key goes nowhere else', async () => {
    let isFollowed = false;
    const elsewhere = await listening((_, response) => {
      isFollowed = true;
      response.writeHead(202).end();
    });
    const outcome = await outcomeOf(status(307, { location: `${elsewhere}/v1/events` }));
    expect(outcome).toMatchObject({ status: 'rejected' });
    expect(isFollowed).toBe(false);
  });

  it('quota headers: passed on, whatever the status', async () => {
    const headers = { 'x-mcpwatch-quota-limit': '10', 'x-mcpwatch-quota-status': 'hard_limit' };
    const quota = { limit: 10, remaining: 0, status: 'hard_limit', reset: '' };
    for (const code of [202, 429, 500, 400]) {
      expect(await outcomeOf(status(code, headers))).toMatchObject({ quota });
    }
  });
});

describe.each(ROUTES)('an endpoint that behaves badly, reached %s,', (way) => {
  beforeEach(() => {
    route = way;
  });
  afterEach(() => {
    route = 'directly';
  });

  it('refuses the connection: worth another attempt', async () => {
    const outcome = await destinationAt('http://127.0.0.1:1').send(LINES);
    expect(outcome).toMatchObject({ status: 'retryable', why: 'ECONNREFUSED' });
  });

  it('breaks the connection off: worth another attempt', async () => {
    expect(await outcomeOf((response) => response.destroy())).toMatchObject({ status: 'retryable' });
  });

  it('answers before it has read the request: the bodies after it are whole (#14)', async () => {
    const bodies: Buffer[] = [];
    const url = await listening((request, response) => {
      response.writeHead(202).end();
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => bodies.push(Buffer.concat(chunks)));
    });
    const destination = destinationAt(url);
    const lineOf = (id: number) => Buffer.from(JSON.stringify({ event_id: `${id}`, text: `${id}`.repeat(400_000) }));
    for (let id = 1; id <= 5; id += 1) await destination.send([lineOf(id)]);
    await Promise.all([6, 7, 8].map((id) => destination.send([lineOf(id)])));
    const ids = bodies.map((body) => JSON.parse(body.toString()) as { batch: { event_id: string; text: string }[] });
    const found = ids.flatMap(({ batch }) => batch);
    for (const { event_id, text } of found) expect(text).toBe(event_id.repeat(400_000));
    expect(found.map(({ event_id }) => event_id).sort()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it('never answers: given up after the time-out', async () => {
    const outcome = await outcomeOf(() => {}, { timeoutMs: 200 });
    expect(outcome).toMatchObject({ status: 'retryable', why: 'no answer in time' });
  });

  it('never ends its answer: the status counts, and the wait is short', async () => {
    const outcome = await outcomeOf((response) => {
      response.writeHead(202);
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    });
    expect(outcome).toMatchObject({ status: 'delivered' });
  });

  it('answers without end: the rest is not read', async () => {
    let written = 0;
    const outcome = await outcomeOf((response) => {
      response.writeHead(202);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536;
      };
      response.on('drain', more);
      more();
    });
    expect(outcome).toMatchObject({ status: 'delivered' });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('speaks no HTTP: worth another attempt', async () => {
    expect(await outcomeOf((response) => response.socket?.end('hello\r\n\r\n'))).toMatchObject({
      status: 'retryable',
    });
  });
});

describe('a connection that the endpoint has closed meanwhile', () => {
  it('is replaced without a failed attempt', async () => {
    let connections = 0;
    const url = await listening((request, response) => {
      if (request.socket.bytesWritten === 0) connections += 1;
      // Half of the servers in the world close idle connections without a word of warning.
      request.resume().on('end', () => response.writeHead(202, { 'content-length': 0 }).end());
      response.on('finish', () => setTimeout(() => request.socket.destroy(), 5));
    });
    const destination = destinationAt(url);
    for (let round = 0; round < 5; round += 1) {
      expect(await destination.send(LINES)).toMatchObject({ status: 'delivered' });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(connections).toBeGreaterThan(1);
  });
});

describe('compression', () => {
  const long = [Buffer.from(JSON.stringify({ event_id: 'a', text: 'x'.repeat(10_000) }))];
  const takesGzip = status(202, { 'accept-encoding': 'gzip' });

  it('is used once the endpoint has said that it takes it', async () => {
    const { destination, received } = await endpointThat(takesGzip, { isLoopback: false });
    await destination.send(long);
    await destination.send(long);
    expect(received[0]?.headers['content-encoding']).toBeUndefined();
    expect(received[1]?.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(received[1]?.body ?? Buffer.alloc(0))).toEqual(received[0]?.body);
  });

  it.each([
    ['the endpoint has not said so', status(202), false, long],
    ['the endpoint is on this machine', takesGzip, true, long],
    ['the batch is small', takesGzip, false, LINES],
  ])('is not used when %s', async (_, answer, isLoopback, lines) => {
    const { destination, received } = await endpointThat(answer, { isLoopback });
    await destination.send(lines);
    await destination.send(lines);
    expect(received[1]?.headers['content-encoding']).toBeUndefined();
  });
});

describe('a proxy that closes every connection', () => {
  it.each(['http://events.invalid', 'https://events.invalid'])(
    'is asked once for each attempt at %s, and named',
    async (endpoint) => {
      let connections = 0;
      const proxy = createServer((socket) => {
        connections += 1;
        socket.on('data', () => socket.destroy()).on('error', () => {});
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void proxy.close());
      const address = proxy.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const env = { HTTP_PROXY: `http://127.0.0.1:${port}` };
      const outcome = await destinationAt(endpoint, { env, isLoopback: false }).send(LINES);
      expect(outcome).toMatchObject({ status: 'retryable', why: expect.stringContaining('through the proxy') });
      expect(connections).toBe(1);
    },
  );
});

describe('a proxy of the environment', () => {
  it('that is not one is named, without its password', async () => {
    const env = { HTTPS_PROXY: 'ftp://user:not-a-password@127.0.0.1:1' };
    const outcome = await destinationAt('https://events.invalid', { env, isLoopback: false }).send(LINES);
    expect(outcome).toMatchObject({
      why: 'HTTPS_PROXY: expected an http:// or https:// address',
      remedy: 'the user acts',
    });
  });

  it('is used', async () => {
    const target = await listening((_, response) => response.writeHead(202).end());
    const proxy = await proxyTo(target);
    const destination = destinationAt('http://events.invalid', { env: { HTTP_PROXY: proxy.url }, isLoopback: false });
    expect(await destination.send(LINES)).toMatchObject({ status: 'delivered' });
    expect(proxy.asked).toEqual(['events.invalid:80']);
  });

  it('is not used for hosts in NO_PROXY', async () => {
    const target = await listening((_, response) => response.writeHead(202).end());
    const proxy = await proxyTo(target);
    const env = { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' };
    const destination = destinationAt(target, { env, isLoopback: false });
    expect(await destination.send(LINES)).toMatchObject({ status: 'delivered' });
    expect(proxy.asked).toEqual([]);
  });

  it('is not used for an endpoint on this machine', async () => {
    const target = await listening((_, response) => response.writeHead(202).end());
    const proxy = await proxyTo(target);
    const destination = destinationAt(target, { env: { HTTP_PROXY: proxy.url }, isLoopback: true });
    expect(await destination.send(LINES)).toMatchObject({ status: 'delivered' });
    expect(proxy.asked).toEqual([]);
  });
});
