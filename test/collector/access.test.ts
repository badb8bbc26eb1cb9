/** Who may read what the collector holds. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startCollector, TOKEN } from '../support/collector.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const READS = [
  '/api/state',
  '/api/events',
  '/api/calls',
  '/api/events/x',
  '/api/events/x/body',
  '/api/sessions',
  '/api/sessions/x',
  '/api/tools',
  '/api/tool?server=a&name=b',
  '/api/problems',
  '/api/series',
  '/api/values?key=tool',
  '/api/live',
  '/api/export',
  '/metrics',
];

const TRUSTED = `Bearer ${TOKEN}`;

/** `fetch` sets some of these headers itself. */
function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers }, (response) => {
      resolve(response.statusCode);
      asked.destroy();
    });
    asked.on('error', reject).end();
  });
}

describe('reading', () => {
  it.each(READS)('%s needs the token', async (path) => {
    const { url } = await startCollector('memory');
    expect(await statusOf(`${url}${path}`, {})).toBe(401);
    expect(await statusOf(`${url}${path}`, { authorization: 'Bearer wrong' })).toBe(401);
    expect(await statusOf(`${url}${path}`, { authorization: `Bearer ${TOKEN}x` })).toBe(401);
    expect([200, 404]).toContain(await statusOf(`${url}${path}`, { authorization: TRUSTED }));
  });

  it.each([
    ['of another web page', { origin: 'https://example.com' }],
    ['of another port', { origin: 'http://127.0.0.1:1' }],
    ['of a sandboxed page', { origin: 'null' }],
    ['by another site', { 'sec-fetch-site': 'cross-site' }],
    ['by another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['under a name that was rebound', { host: 'rebound.example.com' }],
  ])('is refused to a request %s, token or not', async (_, headers) => {
    const { url } = await startCollector('memory');
    for (const path of [...READS, '/v1/events', '/']) {
      expect([path, await statusOf(`${url}${path}`, { authorization: TRUSTED, ...headers })]).toEqual([path, 403]);
    }
  });

  it('is open to the page itself', async () => {
    const { url } = await startCollector('memory');
    const headers = { authorization: TRUSTED, origin: url, 'sec-fetch-site': 'same-origin' };
    expect(await statusOf(`${url}/api/state`, headers)).toBe(200);
  });
});

describe('the printed address', () => {
  it('sets a cookie that opens the API, and leads to the page', async () => {
    const { url } = await startCollector('memory');
    const answer = await fetch(`${url}/open/${TOKEN}`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^mcpwatch_\d+=\S+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    const [pair = ''] = cookie.split(';');
    expect(await statusOf(`${url}/api/state`, { cookie: `other=1; ${pair}` })).toBe(200);
    expect(await statusOf(`${url}/api/state`, { cookie: `${pair}x` })).toBe(401);
  });

  it('with a wrong token sets none', async () => {
    const { url } = await startCollector('memory');
    const answer = await fetch(`${url}/open/wrong`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
  });
});

describe('every answer', () => {
  it('forbids scripts from elsewhere, sniffing, framing and CORS', async () => {
    const { url, get } = await startCollector('memory');
    for (const answer of [await fetch(url), await get('/api/state'), await get('/metrics'), await fetch(`${url}/x`)]) {
      const csp = answer.headers.get('content-security-policy') ?? '';
      expect(csp).toContain("default-src 'none'");
      expect(csp).toContain("frame-ancestors 'none'");
      expect(csp).not.toMatch(/unsafe|\*|https?:/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('access-control-allow-origin')).toBe(null);
    }
  });
});

describe('the page’s files', () => {
  it('are served as they are, those with a hash for ever', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html>');
    writeFileSync(join(folder, 'page', 'assets', 'page-ABCDEFGH.js'), 'let a;');
    const { url } = await startCollector('memory', { pageFolder: join(folder, 'page') });
    const seen = async (path: string) => {
      const { status, headers } = await fetch(`${url}${path}`);
      return [status, headers.get('content-type'), headers.get('cache-control')];
    };
    expect(await seen('/')).toEqual([200, 'text/html; charset=utf-8', 'no-cache']);
    expect(await seen('/assets/page-ABCDEFGH.js')).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets', '/assets/%00', '/%zz']) {
      expect([path, await statusOf(`${url}${path}`, {})]).toEqual([path, 404]);
    }
  });
});

describe('a parameter', () => {
  it.each([
    ['/api/events?fliter=tool:a', 'bad_parameter'],
    ['/api/events?limit=1&limit=2', 'bad_parameter'],
    ['/api/events?limit=0', 'bad_parameter'],
    ['/api/events?limit=1001', 'bad_parameter'],
    ['/api/events?order=up', 'bad_parameter'],
    ['/api/events?cursor=x', 'bad_cursor'],
    ['/api/series?from=tomorrow', 'bad_parameter'],
    ['/api/values', 'bad_parameter'],
    ['/api/tool?server=a', 'bad_parameter'],
    ['/api/tools?filter=dur:soon', 'bad_filter'],
    ['/api/export?filter=nope:1', 'bad_filter'],
  ])('that is wrong is named: %s', async (path, code) => {
    const { get } = await startCollector('memory');
    const answer = await get(path);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code, error: expect.stringMatching(/\w/) });
  });

  it('filter: says which part was not understood', async () => {
    const { get } = await startCollector('memory');
    const answer = await get(`/api/events?filter=${encodeURIComponent('tool:a  dur:soon text')}`);
    expect(await answer.json()).toMatchObject({ start: 12, end: 16 });
  });
});
