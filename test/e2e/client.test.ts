import { MCPWatchClient, type McpWatchEvent } from 'mcpwatch';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { proxyTo } from '../delivery/ship/proxy.js';
import { ANSWERS, type Answer, type Endpoint, startEndpoint } from '../support/endpoint.js';
import { eventOf } from '../support/event.js';

/** What undici would replace if it were loaded as a whole. */
const fetchOfHost = () => [
  globalThis.fetch,
  ...[1, 2].map((version) => Reflect.get(globalThis, Symbol.for(`undici.globalDispatcher.${version}`))),
];

describe('MCPWatchClient', () => {
  let endpoint: Endpoint;
  let client: MCPWatchClient;

  async function connect(answer: Answer): Promise<void> {
    endpoint = await startEndpoint(answer);
    client = new MCPWatchClient({ endpoint: endpoint.url, apiKey: 'mw_test_not_a_real_key' });
  }

  afterEach(async () => {
    await client.close();
    await endpoint.close();
  });

  it('sends a batch with the key, and reports how many events were accepted', async () => {
    await connect((response) => response.writeHead(202).end('{"accepted":1,"rejected":1}'));

    const result = await client.sendBatch([eventOf({ event_name: 'one' }), eventOf({ event_name: 'two' })]);

    expect(result).toEqual({ status: 'delivered', accepted: 1, rejected: 1 });
    expect(endpoint.requests[0]?.headers.authorization).toBe('Bearer mw_test_not_a_real_key');
    expect(endpoint.requests[0]?.body.batch.map((sent) => sent.event_name)).toEqual(['one', 'two']);
  });

  it('redacts what it sends like every other event', async () => {
    await connect(ANSWERS.accepts);

    await client.sendBatch([
      eventOf({ request_params: { password: 'not-a-real-one', keep: 1n, key: 'mw_test_not_a_real_key' } }),
    ]);

    const sent = JSON.stringify(endpoint.requests[0]?.body);
    expect(sent).not.toContain('not-a-real-one');
    expect(sent).not.toContain('mw_test_not_a_real_key');
  });

  it('reports a rejected request, and does not try again', async () => {
    await connect((response) => response.writeHead(401).end());

    expect(await client.sendBatch([eventOf()])).toEqual({
      status: 'rejected',
      message: expect.stringContaining('check MCPWATCH_API_KEY'),
    });
    expect(endpoint.requests).toHaveLength(1);
  });

  it('tries twice when the endpoint fails', async () => {
    await connect(ANSWERS.fails);

    expect(await client.sendBatch([eventOf()])).toEqual({ status: 'failed', message: 'HTTP 500' });
    expect(endpoint.requests).toHaveLength(2);
  });

  it('sends nothing for as long as the endpoint asks it to pause', async () => {
    await connect((response) => response.writeHead(429, { 'retry-after': '30' }).end());

    expect(await client.sendBatch([eventOf()])).toEqual({ status: 'paused', retryAfterMs: 30_000 });
    expect(await client.sendBatch([eventOf()])).toMatchObject({ status: 'paused' });
    expect(endpoint.requests).toHaveLength(1);
  });

  it('has the quota that the endpoint reports', async () => {
    await connect((response, count) => {
      response.setHeader('x-mcpwatch-quota-limit', '100');
      response.setHeader('x-mcpwatch-quota-remaining', '7');
      response.setHeader('x-mcpwatch-quota-status', 'warning');
      ANSWERS.accepts(response, count);
    });
    expect(client.quotaStatus).toBeNull();

    await client.sendBatch([eventOf()]);

    expect(client.quotaStatus).toEqual({ limit: 100, remaining: 7, status: 'warning', reset: '' });
  });

  it('never rejects its promise, not even for a missing endpoint or after it was closed', async () => {
    await connect(ANSWERS.neverAnswers);
    await endpoint.close();
    expect(await client.sendBatch([eventOf()])).toMatchObject({ status: 'failed' });

    await client.close();
    expect(await client.sendBatch([eventOf()])).toEqual({ status: 'failed', message: 'the client is closed' });
  });

  it('reports values that are not events, or not a list of events, as rejected', async () => {
    await connect(ANSWERS.accepts);
    const strangers = [null, eventOf()] as McpWatchEvent[];

    expect(await client.sendBatch(strangers)).toEqual({ status: 'delivered', accepted: 1, rejected: 1 });
    expect(await client.sendBatch(null as unknown as McpWatchEvent[])).toMatchObject({ status: 'rejected' });
  });

  it('sends through the proxy of the environment, and leaves the host’s fetch alone', async () => {
    await connect(ANSWERS.accepts);
    const proxy = await proxyTo(endpoint.url);
    vi.stubEnv('HTTP_PROXY', proxy.url);
    onTestFinished(() => void vi.unstubAllEnvs());
    const before = fetchOfHost();
    const proxied = new MCPWatchClient({ endpoint: 'http://events.invalid', apiKey: 'mw_test_not_a_real_key' });

    expect(await proxied.sendBatch([eventOf()])).toMatchObject({ status: 'delivered', accepted: 1 });
    await proxied.close();

    expect(proxy.asked).toEqual(['events.invalid:80']);
    expect(fetchOfHost()).toEqual(before);
  });

  it('fails the batches that are being sent when it is closed', async () => {
    await connect(ANSWERS.neverAnswers);
    const sending = client.sendBatch([eventOf()]);

    await client.close();

    expect(await sending).toEqual({ status: 'failed', message: 'the client was closed' });
  });
});
