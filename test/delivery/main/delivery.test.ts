/** The whole of delivery with its real worker thread, in this process. */
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../../src/config/parse-config.js';
import { Delivery } from '../../../src/delivery/main/delivery.js';
import { createOwner } from '../../../src/delivery/spool/format/owner.js';
import { recipientOf } from '../../../src/delivery/spool/format/recipient.js';
import { createDiagnostics } from '../../../src/diagnostics.js';
import { createLedger, type Ledger } from '../../../src/ledger.js';
import type { QuotaInfo } from '../../../src/model.js';
import { lineOf } from '../../support/event-line.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { builtHost } from '../../support/temporary-program.js';
import { listening, listeningWithOwnCertificate } from '../ship/listening.js';
import { spoolProcess } from '../spool/spool-fixture.js';

interface SentEvent {
  readonly event_id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Answer = (response: ServerResponse, request: number) => void;

const host = builtHost();
const ACCEPT: Answer = (response) => response.writeHead(202).end();
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end();

/** An endpoint, and what it has accepted. */
async function endpoint(answer: Answer): Promise<{ url: string; events: SentEvent[]; batches: number[] }> {
  const events: SentEvent[] = [];
  const batches: number[] = [];
  let requests = 0;
  const url = await listening(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { batch } = JSON.parse(body) as { batch: SentEvent[] };
    requests += 1;
    answer(response, requests);
    if (response.statusCode !== 202) return;
    events.push(...batch);
    batches.push(batch.length);
  });
  return { url, events, batches };
}

interface Watched {
  readonly delivery: Delivery;
  readonly ledger: Ledger;
  readonly stderr: string[];
  readonly dir: string;
  add(count: number): void;
}

function deliveryTo(
  url: string,
  env: Record<string, string> = {},
  loadSource: () => string = host.workerSource,
): Watched {
  const dir = env.MCPWATCH_SPOOL_DIR ?? join(temporaryFolder(), 'spool');
  const { settings } = parseConfig({
    MCPWATCH_ENDPOINT: url,
    MCPWATCH_SPOOL_DIR: dir,
    MCPWATCH_FLUSH_INTERVAL: '20',
    ...env,
  });
  const stderr: string[] = [];
  const ledger = createLedger();
  const diagnostics = createDiagnostics('info', (text) => stderr.push(text));
  const delivery = new Delivery({ settings, diagnostics, ledger, loadSource });
  onTestFinished(() => delivery.close());
  let last = 0;
  return {
    delivery,
    ledger,
    stderr,
    dir,
    add(count) {
      for (let index = 0; index < count; index += 1) {
        ledger.captured();
        last += 1;
        delivery.append(lineOf({ event_id: `${last}` }));
      }
    },
  };
}

/** Until `isTrue` or a generous while has passed; the assertion after it says what is missing. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !isTrue(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const MODES = [
  ['on disk', {}],
  ['in memory', { MCPWATCH_SPOOL: 'off' }],
] as const;

describe.each(MODES)('events that wait %s', (_, env) => {
  it('are delivered, each once, in batches of the size set', async () => {
    const { url, events, batches } = await endpoint(ACCEPT);
    const it = deliveryTo(url, { ...env, MCPWATCH_MAX_BATCH_SIZE: '10' });
    it.add(95);
    await until(() => events.length >= 95);
    expect(events.map((event) => event.event_id)).toEqual(Array.from({ length: 95 }, (_, id) => `${id + 1}`));
    expect(Math.max(...batches)).toBe(10);
    await until(() => it.delivery.report().delivered === 95);
    expect(it.delivery.report()).toMatchObject({ captured: 95, delivered: 95, waiting: 0, dropped: {} });
  });

  it('are sent in few requests to an endpoint on this machine', async () => {
    const { url, events, batches } = await endpoint(ACCEPT);
    const it = deliveryTo(url, env);
    it.add(700);
    await until(() => events.length >= 700);
    expect(batches).toEqual([500, 200]);
  });

  it('are delivered by a flush before their time', async () => {
    const { url, events } = await endpoint(ACCEPT);
    const it = deliveryTo(url, { ...env, MCPWATCH_FLUSH_INTERVAL: '600000' });
    it.add(3);
    expect(await it.delivery.flush(10_000)).toBe(true);
    expect(events).toHaveLength(3);
  });

  it.each([Number.POSITIVE_INFINITY, 1e12])('are delivered by a flush that may take %d ms', async (timeoutMs) => {
    const { url, events } = await endpoint(ACCEPT);
    const it = deliveryTo(url);
    it.add(2);
    expect(await it.delivery.flush(timeoutMs)).toBe(true);
    expect(events).toHaveLength(2);
  });

  it('are delivered by a blocking flush, also when the worker was not up', async () => {
    const { url } = await endpointInThread();
    const it = deliveryTo(url, { ...env, MCPWATCH_FLUSH_INTERVAL: '600000' });
    it.add(3);
    expect(it.delivery.flushSync(10_000)).toBe(true);
    expect(it.delivery.report()).toMatchObject({ captured: 3, delivered: 3, waiting: 0 });
  });

  it('survive a 503, and come once', async () => {
    const { url, events } = await endpoint((response, request) => response.writeHead(request === 1 ? 503 : 202).end());
    const it = deliveryTo(url, env);
    it.add(4);
    await until(() => events.length >= 4);
    expect(events.map((event) => event.event_id)).toEqual(['1', '2', '3', '4']);
    expect(it.stderr).toEqual([]);
  });

  it('that are rejected are counted, said once, and reported with the next event that arrives', async () => {
    const { url, events } = await endpoint((response, request) => response.writeHead(request < 3 ? 401 : 202).end());
    const it = deliveryTo(url, { ...env, MCPWATCH_MAX_BATCH_SIZE: '2' });
    it.add(4);
    await until(() => it.delivery.report().dropped.rejected === 4);
    it.add(1);
    await until(() => events.length > 0);
    expect(events).toMatchObject([{ event_id: '5', attributes: { 'mcpwatch.dropped.rejected': '4' } }]);
    it.add(1);
    await until(() => events.length > 1);
    expect(events[1]).toMatchObject({ event_id: '6', attributes: {} });
    expect(it.stderr.filter((text) => text.includes('check MCPWATCH_API_KEY'))).toHaveLength(1);
    await until(() => it.delivery.report().waiting === 0);
    expect(it.delivery.report()).toMatchObject({ captured: 6, dropped: { rejected: 4 }, waiting: 0 });
  });

  it('are delivered by a second worker when the first dies', async () => {
    const { url, events } = await endpoint(ACCEPT);
    let starts = 0;
    const it = deliveryTo(url, env, () => {
      starts += 1;
      return starts === 1 ? 'throw new Error("on purpose")' : host.workerSource();
    });
    it.add(3);
    await until(() => events.length >= 3);
    expect(events).toHaveLength(3);
    expect(starts).toBe(2);
  });
});

describe('the quota', () => {
  const quota = (status: string) => ({
    'x-mcpwatch-quota-limit': '100',
    'x-mcpwatch-quota-remaining': '7',
    'x-mcpwatch-quota-status': status,
  });

  it('is known, told to the listener when its status changes, and said', async () => {
    const { url, events } = await endpoint((response, request) =>
      response.writeHead(202, quota(request < 3 ? 'warning' : 'exceeded')).end(),
    );
    const it = deliveryTo(url);
    const told: QuotaInfo[] = [];
    it.delivery.onQuotaChange(() => {
      throw new Error('a listener that throws is the host’s own business');
    });
    it.delivery.onQuotaChange(async () => {
      throw new Error('so is one that rejects');
    });
    it.delivery.onQuotaChange((info) => told.push(info));
    for (const count of [1, 2, 3]) {
      it.add(1);
      await until(() => events.length >= count);
    }
    await until(() => told.length === 2);
    expect(told.map((info) => info.status)).toEqual(['warning', 'exceeded']);
    expect(told[1]).toEqual({ limit: 100, remaining: 7, status: 'exceeded', reset: '' });
    expect(it.stderr.filter((text) => text.includes('7 of 100'))).toHaveLength(2);
  });

  it('that is used up pauses delivery, and loses nothing', async () => {
    const { url, events } = await endpoint((response, request) =>
      response.writeHead(request === 1 ? 429 : 202, request === 1 ? { 'retry-after': '1' } : {}).end(),
    );
    const it = deliveryTo(url);
    it.add(5);
    expect(await it.delivery.flush(500)).toBe(false);
    it.add(5);
    await until(() => events.length >= 10);
    expect(events).toHaveLength(10);
  });
});

describe('without a disk', () => {
  it('a thousand events wait, the oldest go first, and all are counted', () => {
    const it = deliveryTo('http://127.0.0.1:1', { MCPWATCH_SPOOL: 'off' });
    it.add(5000);
    expect(it.delivery.report()).toMatchObject({
      captured: 5000,
      waiting: 1000,
      dropped: { queue_full: 4000 },
    });
    it.delivery.flushSync(100);
    expect(it.delivery.report()).toMatchObject({ waiting: 0, dropped: { queue_full: 4000, deadline: 1000 } });
    expect(it.stderr.join('')).toContain('deadline');
  });

  it('events that cannot be delivered are tried twice, then dropped, counted', async () => {
    const { url } = await endpoint(status(503));
    const it = deliveryTo(url, { MCPWATCH_SPOOL: 'off' });
    it.add(3);
    // The worker counts a loss before it counts the events as done.
    await until(() => it.delivery.report().dropped.unreachable === 3 && it.delivery.report().waiting === 0);
    expect(it.delivery.report()).toMatchObject({ captured: 3, waiting: 0, dropped: { unreachable: 3 } });
  });

  it('a refused folder is named on stderr once, and events are delivered all the same', async () => {
    const dir = join(temporaryFolder(), 'open to all');
    mkdirSync(dir);
    chmodSync(dir, 0o777);
    const { url, events } = await endpoint(ACCEPT);
    const it = deliveryTo(url, { MCPWATCH_SPOOL_DIR: dir });
    it.add(3);
    await until(() => events.length >= 3);
    expect(events).toHaveLength(3);
    expect(it.stderr).toEqual([
      `mcpwatch: MCPWATCH_SPOOL_DIR: ${dir} can be written by other users; events wait in memory only and may be lost\n`,
    ]);
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe('problems are named', () => {
  it('with the setting: a spool folder that is not one (#9 B15)', () => {
    const it = deliveryTo('http://127.0.0.1:1', { MCPWATCH_SPOOL_DIR: '/dev/null' });
    it.add(1);
    expect(it.stderr).toEqual([
      'mcpwatch: MCPWATCH_SPOOL_DIR: /dev/null is not a folder; events wait in memory only and may be lost\n',
    ]);
  });

  it('on this machine too: a certificate that is not accepted (#9 B14)', async () => {
    const url = await listeningWithOwnCertificate();
    const it = deliveryTo(url);
    it.add(1);
    await until(() => it.stderr.length > 0);
    expect(it.stderr.join('')).toMatch(
      /https:.* its certificate is not accepted \(\w*SELF_SIGNED\w*\); NODE_EXTRA_CA_CERTS/,
    );
  });

  it('unless nothing listens on this machine, which is normal', async () => {
    const it = deliveryTo('http://127.0.0.1:1');
    it.add(1);
    await it.delivery.flush(3000);
    expect(it.stderr).toEqual([]);
  });
});

describe('an endpoint that never answers', () => {
  const LONG_MS = 20_000;
  const untilNoted = (dir: string) => until(() => notesIn(dir).length > 0);
  const notesIn = (dir: string) => readdirSync(dir).filter((name) => name.endsWith('.silent'));

  /** How long an exit waits, in milliseconds. */
  function exitOf({ delivery }: Watched): number {
    const begun = performance.now();
    expect(delivery.flushSync(LONG_MS)).toBe(false);
    return performance.now() - begun;
  }

  it('is not given the time of an exit twice, in the same process or in the next: what is on disk stays there (#14)', async () => {
    const requests = { answer: undefined as Answer | undefined };
    const { url, events } = await endpoint((response, request) => requests.answer?.(response, request));
    const first = deliveryTo(url, { MCPWATCH_SHUTDOWN_TIMEOUT: '500' });
    first.add(3);
    await untilNoted(first.dir);
    expect(exitOf(first)).toBeLessThan(LONG_MS / 2);
    expect(first.stderr).toEqual([expect.stringContaining(`${url} does not answer; events wait on disk`)]);

    const second = deliveryTo(url, { MCPWATCH_SHUTDOWN_TIMEOUT: `${LONG_MS}`, MCPWATCH_SPOOL_DIR: first.dir });
    second.add(3);
    expect(exitOf(second)).toBeLessThan(LONG_MS / 2);
    expect(second.stderr).toEqual(first.stderr);

    requests.answer = ACCEPT;
    const third = deliveryTo(url, { MCPWATCH_SPOOL_DIR: first.dir });
    third.add(3);
    await until(() => events.length === 3);
    await until(() => notesIn(first.dir).length === 0);
    expect(notesIn(first.dir)).toEqual([]);
  });

  it('gets all of the time when events would be lost', async () => {
    const { url } = await endpoint(() => {});
    const it = deliveryTo(url, { MCPWATCH_SHUTDOWN_TIMEOUT: '300', MCPWATCH_SPOOL: 'off' });
    it.add(3);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const begun = performance.now();
    it.delivery.flushSync(1500);
    expect(performance.now() - begun).toBeGreaterThan(1400);
  });
});

describe('events of processes that have ended', () => {
  it('that are too old are counted, reported on stderr and to the endpoint (#9 C16)', async () => {
    const dir = temporaryFolder();
    const { url, events } = await endpoint(ACCEPT);
    const longAgo = Date.now() - 8 * 24 * 60 * 60 * 1000;
    const ended = spoolProcess(dir, {
      recipient: recipientOf(url, undefined),
      owner: { ...createOwner(), pid: 999_999_999 },
      now: () => longAgo,
    });
    for (let id = 0; id < 3; id += 1) ended.writer.append(lineOf({ event_id: `old-${id}` }));
    const it = deliveryTo(url, { MCPWATCH_SPOOL_DIR: dir });
    it.add(1);
    await until(() => it.delivery.report().adopted.dropped.expired === 3);
    it.add(1);
    await until(() => events.length === 2);
    expect(it.stderr.join('')).toContain('3 events of processes that have ended are lost');
    expect(events.map(({ attributes }) => attributes['mcpwatch.dropped.expired'])).toContain('3');
  });
});

describe('a signal that does not end the process (#9 A10)', () => {
  it('drops nothing that waits in memory: it is delivered later', async () => {
    const { url, events } = await endpoint((response, request) => {
      if (request > 1) response.writeHead(202).end();
    });
    const it = deliveryTo(url, { MCPWATCH_SPOOL: 'off', MCPWATCH_FLUSH_INTERVAL: '600000' });
    it.add(3);
    expect(it.delivery.flushSync(100, () => {})).toBe(false);
    expect(it.delivery.report()).toMatchObject({ waiting: 3, dropped: {} });
    expect(it.stderr.join('')).toContain('deadline');
    await it.delivery.close();
    expect(events).toEqual([]);
  });
});

describe('without a worker', () => {
  const denied = () => {
    throw Object.assign(new Error('no'), { code: 'ERR_ACCESS_DENIED' });
  };

  it('events stay on disk for the next process, said once', () => {
    const it = deliveryTo('http://127.0.0.1:1', {}, denied);
    it.add(3);
    expect(it.delivery.flushSync(1000)).toBe(false);
    it.add(1);
    expect(it.delivery.report()).toMatchObject({ captured: 4, waiting: 4, dropped: {} });
    expect(it.stderr).toEqual([
      `mcpwatch: there is no worker thread to deliver events (ERR_ACCESS_DENIED); events wait in ${it.dir} for the next process\n`,
    ]);
  });

  it('and without a disk they are lost, counted, and that is said', () => {
    const it = deliveryTo('http://127.0.0.1:1', { MCPWATCH_SPOOL: 'off' }, denied);
    it.add(3);
    it.delivery.flushSync(1000);
    it.add(2);
    expect(it.delivery.report()).toMatchObject({ captured: 5, waiting: 0, dropped: { unreachable: 5 } });
    expect(it.stderr.join('')).toContain('events are lost');
  });

  it('that dies again and again, events stay on disk, and it is not started a third time', async () => {
    let starts = 0;
    const it = deliveryTo('http://127.0.0.1:1', {}, () => {
      starts += 1;
      return 'throw new Error("on purpose")';
    });
    it.add(3);
    await until(() => it.stderr.length > 0);
    expect(it.stderr.join('')).toContain('for the next process');
    expect(it.delivery.flushSync(5000)).toBe(false);
    expect(starts).toBe(2);
    expect(it.delivery.report()).toMatchObject({ captured: 3, waiting: 3, dropped: {} });
  });
});

describe('before the first event', () => {
  it('nothing exists: no folder, no thread', async () => {
    const it = deliveryTo('http://127.0.0.1:1', {}, () => {
      throw new Error('the worker was started');
    });
    expect(it.delivery.flushSync(1000)).toBe(true);
    expect(await it.delivery.flush(1000)).toBe(true);
    expect(() => readdirSync(it.dir)).toThrow('ENOENT');
    expect(it.stderr).toEqual([]);
  });
});

/** One that answers while this thread is blocked. */
async function endpointInThread(): Promise<{ url: string }> {
  const { Worker } = await import('node:worker_threads');
  const program = `
    const { createServer } = require('node:http');
    const { parentPort } = require('node:worker_threads');
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(202).end());
    });
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
  `;
  const worker = new Worker(program, { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  const port = await new Promise((resolve) => worker.once('message', resolve));
  return { url: `http://127.0.0.1:${String(port)}` };
}
