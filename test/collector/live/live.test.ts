/** Live updates: what a reader gets who connects, is cut off, and comes back. */
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { KINDS, nextEvent, openTestStore, startCollector, TOKEN } from '../../support/collector.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

interface Message {
  readonly event: string;
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: of each kind of message a test names the parts it is about
  readonly data: any;
}

class Reader {
  readonly messages: Message[] = [];
  readonly #request;
  #rest = '';

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#request = request(url, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => this.#take(text));
      response.on('error', () => {});
    });
    this.#request.on('error', () => {});
    this.#request.end();
    onTestFinished(() => this.close());
  }

  get rows(): { event_id: string; seq: number }[] {
    return this.messages.filter(({ event }) => event === 'rows').flatMap(({ data }) => data.rows);
  }

  /** What a page shows: rows by key, without those that are gone. */
  get keysShown(): readonly number[] {
    const shown = new Set<number>();
    for (const { event, data } of this.messages) {
      if (event !== 'rows') continue;
      for (const { key } of data.rows) shown.add(key);
      for (const key of data.gone) shown.delete(key);
    }
    return [...shown].sort();
  }

  get lastId(): string {
    return this.messages.findLast(({ id }) => id !== '')?.id ?? '';
  }

  async until(test: () => boolean): Promise<void> {
    for (const giveUp = Date.now() + 25_000; !test(); ) {
      if (Date.now() > giveUp) throw new Error(`it never came: ${JSON.stringify(this.messages).slice(0, 2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  connected(): Promise<void> {
    return this.until(() => this.messages.some(({ event }) => event === 'position' || event === 'reset'));
  }

  close(): void {
    this.#request.destroy();
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split('\n\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
      if (field('event') !== '') {
        this.messages.push({ event: field('event'), id: field('id'), data: JSON.parse(field('data')) });
      }
    }
  }
}

const names = (reader: Reader) => reader.rows.map(({ event_id }) => event_id);

describe.each(KINDS)('live updates over %s', (kind) => {
  it('bring what arrives from now on, and the state', async () => {
    const { url, post } = await startCollector(kind);
    await post(nextEvent());
    const reader = new Reader(`${url}/api/live`);
    await reader.connected();
    const event = nextEvent();
    await post(event);
    await reader.until(() => reader.rows.length > 0);
    expect(names(reader)).toEqual([event.event_id]);
    await reader.until(() => reader.messages.some(({ event, data }) => event === 'state' && data.counts.events === 2));
  });

  it('have no gaps and no duplicates for a reader that is cut off again and again', async () => {
    const { url, post } = await startCollector(kind);
    const sent: string[] = [];
    const got: string[] = [];
    let isSending = true;
    const sending = (async () => {
      for (let batch = 0; batch < 60; batch += 1) {
        const events = Array.from({ length: 7 }, () => nextEvent());
        await post(...events);
        sent.push(...events.map(({ event_id }) => event_id));
      }
      isSending = false;
    })();
    let position = '0';
    while (isSending || got.length < sent.length) {
      const reader = new Reader(`${url}/api/live`, { 'last-event-id': position });
      await reader.connected();
      const before = reader.rows.length;
      await reader.until(() => reader.rows.length > before || got.length + reader.rows.length >= sent.length);
      reader.close();
      got.push(...names(reader));
      position = reader.lastId;
    }
    await sending;
    expect(got).toEqual(sent);
  });

  it('show only what matches, and move the position on past what does not', async () => {
    const { url, post, json } = await startCollector(kind);
    const reader = new Reader(`${url}/api/live?filter=${encodeURIComponent('tool:wanted needle')}`);
    await reader.connected();
    const wanted = nextEvent({ event_name: 'wanted', request_params: { text: 'a NEEDLE in it' } });
    await post(nextEvent(), wanted, nextEvent({ event_name: 'wanted' }), nextEvent());
    await reader.until(() => reader.messages.some(({ event, data }) => event === 'position' && data.seq === 4));
    expect(names(reader)).toEqual([wanted.event_id]);
    expect(await json('/api/state')).toMatchObject({ last_seq: 4, position: reader.lastId });
  });

  it('send a call again when it ends, under its key', async () => {
    const { url, post } = await startCollector(kind);
    const reader = new Reader(`${url}/api/live?since=0`);
    await reader.connected();
    const call = nextEvent({ attributes: { 'mcpwatch.state': 'started' } });
    await post(call);
    await post(
      nextEvent({ event_type: 'error', event_name: 'call.hanging', is_error: true, parent_span_id: call.span_id }),
    );
    await post(nextEvent({ span_id: call.span_id }));
    await reader.until(() => reader.rows.length >= 4);
    const ofCall = reader.rows.filter((row) => 'span_id' in row && row.span_id === call.span_id);
    expect(ofCall).toMatchObject([{ status: 'running' }, { status: 'hanging' }, { status: 'ok' }]);
    expect(new Set(ofCall.map((row) => ('key' in row ? row.key : undefined))).size).toBe(1);
  });

  it.each(['status:running', 'needle', '-needle', '-status:ok'])(
    'say which rows match %s no more, now and to a reader who comes back',
    async (filter) => {
      const { url, post, json } = await startCollector(kind);
      const query = `filter=${encodeURIComponent(filter)}`;
      await post(nextEvent());
      const path = `${url}/api/live?${query}&since=1`;
      const reader = new Reader(path);
      await reader.connected();
      const open = { attributes: { 'mcpwatch.state': 'started' } };
      const calls = [nextEvent({ event_name: 'needle', ...open }), nextEvent(open), nextEvent(open)];
      await post(...calls);
      await reader.until(() => reader.lastId.endsWith(':4'));
      for (const { span_id, event_name } of calls.slice(0, 2)) {
        await post(nextEvent({ event_type: 'error', event_name: 'call.hanging', parent_span_id: span_id }));
        await post(nextEvent({ span_id, event_name }));
      }
      const { last_seq, position } = await json('/api/state');
      const later = new Reader(path);
      for (const one of [reader, later]) {
        await one.until(() => one.lastId === position);
        const { items } = await json(`/api/events?${query}`);
        const wanted = items.filter(({ seq }: { seq: number }) => seq > 1).map(({ key }: { key: number }) => key);
        expect(one.keysShown, `${filter} up to ${last_seq}`).toEqual(wanted.sort());
      }
    },
  );

  it('say so when the position belongs to another store', async () => {
    const { url, post } = await startCollector(kind);
    await post(nextEvent());
    for (const position of ['0123abcd:1', '99']) {
      const reader = new Reader(`${url}/api/live?since=${position}`);
      await reader.connected();
      expect(reader.messages[0]).toMatchObject({ event: 'reset', data: { reason: 'other_store', seq: 1 } });
      reader.close();
    }
  });

  it('have no body for HEAD, which does not wait for one', async () => {
    const { url } = await startCollector('memory');
    for (const path of ['live', 'export']) {
      const answer = await fetch(`${url}/api/${path}`, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, '']);
    }
    const asked = request(`${url}/api/live`, { method: 'HEAD', headers: { authorization: `Bearer ${TOKEN}` } }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'close');
  });

  it('refuse a position that is none', async () => {
    const { get } = await startCollector(kind);
    expect((await get('/api/live?since=yesterday')).status).toBe(400);
  });
});

describe('live updates over a database that is damaged while it is used', () => {
  it('say that another store has taken its place, and go on with what arrives there', async () => {
    const path = `${temporaryFolder()}/dev.db`;
    const { store } = await openTestStore('sqlite', path);
    const { url, post, get } = await startCollector('sqlite', { store });
    for (let batch = 0; batch < 5; batch += 1) await post(...Array.from({ length: 100 }, () => nextEvent()));
    const reader = new Reader(`${url}/api/live`);
    await reader.connected();
    // Until a checkpoint has moved the events out of the log, and nothing of the file is read any more.
    await reader.until(() => statSync(path).size > 100_000);
    writeFileSync(path, Buffer.alloc(statSync(path).size, 0x55));
    await get('/api/events');
    const event = nextEvent();
    await post(event);
    await reader.until(() => reader.messages.some(({ event: name }) => name === 'reset'));
    const reset = reader.messages.find(({ event: name }) => name === 'reset');
    expect(reset).toMatchObject({ data: { reason: 'other_store' } });
    expect(reset?.id).toBe(`${store.id}:${reset?.data.seq}`);
    const another = nextEvent();
    await post(another);
    await reader.until(() => names(reader).includes(another.event_id));
    expect(reader.lastId.startsWith(`${store.id}:`)).toBe(true);
  });
});
