import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Collector } from '../../src/collector/collector.js';
import type { ReceivedEvent } from '../../src/collector/receive/event-shape.js';
import type { StoredRow } from '../../src/collector/store/event-store.js';
import type { McpWatchEvent } from '../../src/model.js';
import { startCollector } from '../support/collector.js';
import { eventOf } from '../support/event.js';

const JSON_TYPE = { 'content-type': 'application/json' };

let events: ReceivedEvent[];
let url: string;
let collector: Collector;

beforeEach(async () => {
  events = [];
  const onRow = ({ text }: StoredRow) => events.push(JSON.parse(text ?? 'null'));
  ({ collector, url } = await startCollector('memory', { onRow, maxBodyBytes: 20_000 }));
});

/** As mcpwatch-python 1.0.0 has sent them: a tool, its error, a resource, both ends of a session, one made by hand. */
const PYTHON_EVENTS = readFileSync('test/collector/receive/python-sdk-events.jsonl', 'utf8').trim().split('\n');

const post = (body: object | string, headers: Record<string, string> = JSON_TYPE) =>
  fetch(`${url}/v1/events`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });

/** fetch does not let a caller choose the Host header. */
function statusWithHost(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(`${url}/v1/events`, { method: 'POST', headers: { ...JSON_TYPE, host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.once('error', reject);
    asked.end('{"batch":[]}');
  });
}

describe('POST /v1/events', () => {
  it('answers 202 with the counts and hands each event over in order', async () => {
    const batch = [eventOf({ event_id: 'a' }), eventOf({ event_id: 'b', event_type: 'close' })];
    const response = await post({ batch, sdk: { name: 'mcpwatch-node' } });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ accepted: 2, rejected: 0 });
    expect(events).toEqual(batch);
  });

  it('accepts a gzipped body', async () => {
    const body = gzipSync(JSON.stringify({ batch: [eventOf()] }));
    const response = await post(body, { ...JSON_TYPE, 'content-encoding': 'gzip' });
    expect(response.status).toBe(202);
    expect(events).toHaveLength(1);
  });

  it('hands an event over once, however often its batch is delivered', async () => {
    const body = { batch: [eventOf({ event_id: 'same' })] };
    await post(body);
    const again = await post(body);
    expect(await again.json()).toEqual({ accepted: 1, rejected: 0 });
    expect(events).toHaveLength(1);
  });

  it('rejects what is not an event, says why, and takes the rest', async () => {
    const batch = [{ ...eventOf(), duration_ms: 'long' }, eventOf(), 'no event', { ...eventOf(), event_type: 'party' }];
    const response = await post({ batch });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      accepted: 1,
      rejected: 3,
      faults: [
        { index: 0, fault: 'duration_ms: expected a number from 0 to 1e12' },
        { index: 2, fault: 'expected an object' },
        {
          index: 3,
          fault:
            'event_type: expected one of tool_call, resource_read, prompt_get, initialize, close, notification, error, request',
        },
      ],
    });
    expect(events).toHaveLength(1);
  });

  it.each(Object.keys(eventOf()))('rejects an event without %s', async (field) => {
    const { [field as keyof McpWatchEvent]: _, ...rest } = eventOf();
    const response = await post({ batch: [rest] });
    expect(await response.json()).toMatchObject({ rejected: 1 });
  });

  it('takes what the Python SDK sends, whatever it leaves empty', async () => {
    const batch = PYTHON_EVENTS.map((text) => JSON.parse(text));
    const response = await post({ batch, sdk: { name: 'mcpwatch-python', version: '1.0.0', runtime: 'python' } });
    expect(await response.json()).toEqual({ accepted: PYTHON_EVENTS.length, rejected: 0 });
    expect(events).toEqual(batch);
  });

  it('takes an event with a field that it does not know', async () => {
    const response = await post({ batch: [{ ...eventOf(), later_field: 1 }] });
    expect(await response.json()).toMatchObject({ accepted: 1 });
  });

  it.each([
    ['malformed JSON', '{"batch":', JSON_TYPE, 400],
    ['a body without a batch', '{"events":[]}', JSON_TYPE, 400],
    ['a batch that is no array', '{"batch":{}}', JSON_TYPE, 400],
    ['JSON that is no object', 'null', JSON_TYPE, 400],
    ['gzip that is none', 'plain', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 400],
    ['an encoding that it does not speak', '{}', { ...JSON_TYPE, 'content-encoding': 'br' }, 415],
    ['a form post, as a web page could send', '{"batch":[]}', { 'content-type': 'text/plain' }, 415],
    ['a body over the limit', ' '.repeat(20_001), JSON_TYPE, 413],
  ])('refuses %s with an error in JSON', async (_, body, headers, status) => {
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.any(String), code: expect.any(String) });
    expect(events).toEqual([]);
  });

  it('measures a gzipped body after inflation', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, 0x20));
    expect(bomb.length).toBeLessThan(20_000);
    const response = await post(bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' });
    expect(response.status).toBe(413);
  });

  it('answers 500 when an event cannot be stored, and stays up', async () => {
    const onRow = () => {
      throw new Error('listener broke');
    };
    const { post: send } = await startCollector('memory', { onRow });
    expect((await send(eventOf({ event_id: 'a' }))).status).toBe(500);
    expect((await send(eventOf({ event_id: 'b' }))).status).toBe(500);
  });
});

/** JSON text of an event whose params are `depth` arrays inside each other. */
const eventTextOf = (depth: number, id: string) =>
  JSON.stringify(eventOf({ event_id: id, request_params: 'HERE' })).replace(
    '"HERE"',
    `${'['.repeat(depth)}${']'.repeat(depth)}`,
  );

describe('a batch with a hostile event', () => {
  const batchOf = (...texts: string[]) => `{"batch":[${texts.join(',')}]}`;
  let accepted: string[];

  beforeEach(async () => {
    accepted = [];
    const onRow = ({ row }: StoredRow) => accepted.push(row.event_id);
    ({ url } = await startCollector('memory', { onRow }));
  });

  it('rejects an event 500,000 levels deep, and accepts those around it', async () => {
    const response = await post(batchOf(eventTextOf(1, 'a'), eventTextOf(500_000, 'b'), eventTextOf(1, 'c')));
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      accepted: 2,
      rejected: 1,
      faults: [{ index: 1, fault: 'expected at most 500 levels of objects and arrays' }],
    });
    expect(accepted).toEqual(['a', 'c']);
  });

  it('answers 400 when nothing else is in the batch', async () => {
    const response = await post(batchOf(eventTextOf(500_000, 'a')));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ accepted: 0, rejected: 1 });
  });

  it.each([
    ['an event that is not JSON', '{"event_id":oops}', /^expected JSON: /],
    ['brackets that do not match', '{"a":[1}]', /^expected JSON: /],
    ['an event with more than a million values', `[${'0,'.repeat(1_000_001)}0]`, /^expected at most 1000000 values$/],
    ['an event of more than 16 MiB', `"${'x'.repeat(17 * 1024 * 1024)}"`, /^expected at most 16777216 bytes$/],
  ])('rejects %s on its own', async (_, text, fault) => {
    const response = await post(batchOf(eventTextOf(1, 'a'), text, eventTextOf(1, 'c')));
    const answer = (await response.json()) as { faults: { index: number; fault: string }[] };
    expect(answer).toMatchObject({ accepted: 2, rejected: 1, faults: [{ index: 1 }] });
    expect(answer.faults[0]?.fault).toMatch(fault);
    expect(accepted).toEqual(['a', 'c']);
  });

  it('refuses a batch of more than 10,000 events', async () => {
    const response = await post(batchOf(...Array(10_001).fill('{}')));
    expect(response.status).toBe(400);
  });

  it('finds the batch whatever surrounds it', async () => {
    const text = ` { "sdk" : {"a":["]",{"batch":[1]}]} , "b\\u0061tch" : [ ${eventTextOf(1, 'a')} , ${eventTextOf(2, 'b')} ] } `;
    expect(await (await post(text)).json()).toEqual({ accepted: 2, rejected: 0 });
    expect(accepted).toEqual(['a', 'b']);
  });
});

describe('everything else', () => {
  it('answers 404 in JSON for another path', async () => {
    const response = await fetch(`${url}/v2/events`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: 'nothing at /v2/events', code: 'not_found' });
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('answers 405 for %s and names what is allowed', async (method) => {
    const response = await fetch(`${url}/v1/events`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it('lets no web page read it: no CORS headers', async () => {
    const response = await post({ batch: [] }, { ...JSON_TYPE, origin: 'https://example.com' });
    expect(response.status).toBe(403);
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it.each([
    ['127.0.0.1:6279', 202],
    ['localhost', 202],
    ['[::1]:6279', 202],
    ['rebound.example.com', 403],
    ['127.0.0.1.example.com', 403],
    ['localhost.example.com:6279', 403],
    ['evil.com@127.0.0.1', 403],
    ['127.0.0.1/evil.com', 403],
    ['127.0.0.1:6279@evil.com', 403],
    ['127.0.0.1#evil.com', 403],
    ['127.0.0.1\\evil.com', 403],
    ['0x7f.1', 403],
    ['127.1', 403],
  ])('answers Host %j with %i', async (host, status) => {
    expect(await statusWithHost(host)).toBe(status);
  });

  it('reports a port that is taken', async () => {
    const { collector: other } = await startCollector('memory');
    await expect(other.listen(Number(new URL(url).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('closes although senders keep their connections open', async () => {
    await post({ batch: [] });
    await collector.close();
    await expect(post({ batch: [] })).rejects.toThrow();
  });
});
