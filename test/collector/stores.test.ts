/** Both stores answer every question alike: the API over memory and over SQLite, with the same events. */
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_FILTER } from '../../src/analysis/filter/filter.js';
import { DEFAULT_RETENTION } from '../../src/collector/store/open-store.js';
import { KINDS, type Kind, nextEvent, openTestStore, startCollector, TOKEN } from '../support/collector.js';

const NAMES = ['search', 'fetch', 'get_sum', 'übung*', ''];
const TYPES = ['tool_call', 'resource_read', 'notification', 'initialize', 'request', 'error'] as const;

/** Two sessions, running calls that end or hang, children, failures, texts, sizes. */
function manyEvents(count: number) {
  const random = fc.sample(
    fc.record({
      name: fc.constantFrom(...NAMES),
      type: fc.constantFrom(...TYPES),
      server: fc.constantFrom('alpha', 'beta'),
      session: fc.constantFrom('aaaaaaaaaaaa-1', 'bbbbbbbbbbbb-2'),
      duration: fc.constantFrom(0, 0.4, 12, 500, 500.5, 3000),
      fails: fc.boolean(),
      outbound: fc.boolean(),
      bytes: fc.constantFrom('0', '10', '20000'),
      at: fc.integer({ min: 0, max: 50 }),
      hangs: fc.boolean(),
      text: fc.constantFrom('plain', '100%', 'a_b', 'HELLO', 'x"y'),
      run: fc.constantFrom(undefined, 'run-1'),
    }),
    { numRuns: count, seed: 7 },
  );
  return random.map((one) => {
    const hangs = one.hangs && one.type === 'error';
    const message = hangs ? `tools/call ${one.name} has been open for 30 s` : `no row ${one.at} in ${one.text}`;
    return nextEvent({
      event_type: one.type as 'tool_call',
      event_name: hangs ? 'call.hanging' : one.name,
      server_name: one.server,
      started_at: new Date(Date.parse('2026-11-26T10:00:00Z') + one.at * 60_000).toISOString(),
      duration_ms: one.duration,
      is_error: one.fails,
      error_code: one.fails ? -32602 : null,
      error_message: one.fails || hangs ? message : null,
      mcp_method: one.type === 'error' && !hangs ? '' : 'tools/call',
      request_params: { text: one.text },
      parent_span_id: one.outbound || hangs ? 'b7ad6b7169203331' : null,
      attributes: {
        'mcpwatch.session.id': one.session,
        'mcpwatch.request.bytes': one.bytes,
        'mcpwatch.response.bytes': '0',
        ...(one.outbound ? { 'mcpwatch.direction': 'outbound' } : {}),
        ...(one.run === undefined ? {} : { 'mcpwatch.run.id': one.run }),
        ...(one.fails ? { 'error.type': 'tool_error' } : {}),
        ...(hangs ? { 'mcpwatch.call.name': one.name } : {}),
      },
    });
  });
}

const FILTERS = [
  '',
  'tool:search',
  'tool:search,fetch',
  '-tool:search',
  'name:get_*',
  'name:"übung*"',
  'name:""',
  'server:alpha status:error',
  '-status:ok',
  'status:error,ok',
  'session:bbbbbbbbbbbb-2',
  'run:run-1',
  '-run:run-1',
  'run:""',
  'run:*',
  'type:request direction:outbound',
  'code:-32602',
  'error:tool_error',
  'dur:>500ms',
  'dur:>=500',
  'dur:0.4ms..500ms',
  '-dur:<1s',
  'bytes:>10k',
  'bytes:10',
  'since:2026-11-26T10:10:00Z until:2026-11-26T10:20:00Z',
  'hello',
  '100%',
  'a_b',
  '-plain server:beta',
  'no row',
  '"no row 1" tool:*',
];

describe('memory and SQLite', () => {
  const events = manyEvents(300);
  const paths = FILTERS.flatMap((filter) => {
    const query = `filter=${encodeURIComponent(filter)}`;
    return [
      `/api/events?limit=1000&${query}`,
      `/api/events?limit=1000&order=asc&nested=none&${query}`,
      `/api/calls?limit=1000&${query}`,
      `/api/sessions?${query}`,
      `/api/tools?${query}`,
      `/api/problems?${query}`,
      `/api/series?by=tool&from=2026-11-26T10:00:00Z&to=2026-11-26T11:00:00Z&${query}`,
      `/api/values?key=name&${query}`,
    ];
  });

  it('answer alike', async () => {
    const answers = await Promise.all(
      KINDS.map(async (kind) => {
        const { post, json } = await startCollector(kind);
        for (let at = 0; at < events.length; at += 50) await post(...events.slice(at, at + 50));
        const found: Record<string, unknown> = {};
        for (const path of paths) found[path] = comparable(await whole(() => json(path)));
        return found;
      }),
    );
    const [memory, sqlite] = answers;
    for (const path of paths) expect(sqlite?.[path], path).toEqual(memory?.[path]);
    expect(Object.keys(memory ?? {}).length).toBe(paths.length);
  }, 60_000);
});

/** On a busy machine a search can run out of its time; it is no different the next time. */
async function whole<T extends { complete?: boolean }>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await ask();
    if (answer.complete !== false || attempt > 50) return answer;
  }
}

/** What may differ: the order of equals, trends by slots, and whether a series came from a roll-up. */
function comparable(answer: { items?: unknown[]; source?: unknown; series?: unknown[] }): unknown {
  const text = (value: unknown) => JSON.stringify(value);
  const sorted = (items: unknown[] = []) => [...items].sort((a, b) => (text(a) < text(b) ? -1 : 1));
  return JSON.parse(
    text({ ...answer, source: null, items: sorted(answer.items), series: sorted(answer.series) }),
    (key, value) => (key === 'trend' ? null : value),
  );
}

describe.each(KINDS)('a store in %s', (kind: Kind) => {
  it('pages through all events without gaps or duplicates, while new ones arrive', async () => {
    const { post, json } = await startCollector(kind);
    const events = Array.from({ length: 95 }, () => nextEvent({ started_at: '2026-11-26T10:00:00.000Z' }));
    await post(...events);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await json(`/api/events?limit=10${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items.map((row: { event_id: string }) => row.event_id));
      cursor = page.next;
      await post(nextEvent({ started_at: '2026-11-26T11:00:00.000Z' }));
    }
    expect(seen).toEqual(events.map(({ event_id }) => event_id).reverse());
  });

  it('refuses a cursor of another store, where it would mean other events', async () => {
    const [one, other] = [await startCollector(kind), await startCollector(kind)];
    for (const { post } of [one, other]) await post(nextEvent({ is_error: true }), nextEvent({ is_error: true }));
    const { next } = await one.json('/api/events?limit=1');
    expect((await one.json(`/api/events?limit=1&cursor=${next}`)).items).toHaveLength(1);
    for (const path of ['events', 'sessions', 'problems']) {
      const answer = await other.get(`/api/${path}?limit=1&cursor=${next}`);
      expect([answer.status, await answer.json()], path).toEqual([
        400,
        expect.objectContaining({ code: 'bad_cursor' }),
      ]);
    }
  });

  it('shows the last hour up to now, and says so, when events are dated ahead because a clock was wrong', async () => {
    const { post, json } = await startCollector(kind);
    const at = (ms: number) => ({ started_at: new Date(Date.now() + ms).toISOString() });
    const YEAR_MS = 365 * 86_400_000;
    await post(nextEvent({ ...at(-5000), event_name: 'now' }), nextEvent({ ...at(-4000), event_name: 'now' }));
    expect((await json('/api/state')).notices).toEqual([]);
    await post(nextEvent({ ...at(YEAR_MS), event_name: 'ahead' }));

    const { from, to, series } = await json('/api/series?by=tool');
    expect(Date.parse(from)).toBeLessThan(Date.now() - 3_000_000);
    expect(Date.parse(to)).toBeLessThan(Date.now() + YEAR_MS / 2);
    expect(series.map(({ key }: { key: { event_name: string } }) => key.event_name)).toEqual(['now']);
    expect((await json('/api/state')).notices).toMatchObject([
      { code: 'clock', message: expect.stringMatching(/^one event is dated later than now/) },
    ]);
    expect((await json('/api/events?limit=1')).items).toMatchObject([{ event_name: 'ahead' }]);
  });

  it('says which intervals of a chart are over', async () => {
    const { post, json } = await startCollector(kind);
    const MINUTE_MS = 60_000;
    const at = (ms: number) => ({ started_at: new Date(Date.now() + ms).toISOString() });
    await post(nextEvent(at(-120 * MINUTE_MS)), nextEvent(at(-10 * MINUTE_MS)), nextEvent(at(50_000)));
    const { finished, step_ms, series } = await json('/api/series');
    const { calls } = series[0];
    expect(step_ms).toBe(30_000);
    expect(calls.at(-1)).toBe(1);
    expect(finished).toBeLessThan(calls.length);
    expect(calls[finished - 1]).toBe(0);
    const past = await json(`/api/series?to=${at(-5 * MINUTE_MS).started_at}`);
    expect(past.finished).toBe(past.series[0].calls.length);
  });

  it('counts the first and the last interval of a chart whole, from a roll-up or from the events', async () => {
    const { post, json } = await startCollector(kind);
    const minutes = ['10:00:21', '10:00:25', '10:10:05', '10:19:55', '10:20:25'];
    await post(...minutes.map((time) => nextEvent({ started_at: `2026-11-26T${time}Z`, event_name: 'search' })));
    const callsOf = async (filter: string) => {
      const asked = `${filter} since:2026-11-26T10:00:23Z until:2026-11-26T10:20:20Z`;
      const { source, series } = await json(`/api/series?points=10&filter=${encodeURIComponent(asked)}`);
      return { source, calls: series[0].calls };
    };
    const fromEvents = await callsOf('tool:search bytes:>=0');
    expect(fromEvents).toEqual({ source: 'events', calls: [2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1] });
    expect(await callsOf('tool:search')).toEqual({ ...fromEvents, source: 'rollup' });
  });

  it('replaces a running call by its end, under the same key', async () => {
    const { post, json } = await startCollector(kind);
    const call = nextEvent({ attributes: { 'mcpwatch.state': 'started' } });
    await post(call);
    const [running] = (await json('/api/events')).items;
    expect(running).toMatchObject({ status: 'running', event_id: call.event_id });
    expect((await json('/api/state')).counts).toMatchObject({
      events: 1,
      running: 1,
      operations: 0,
    });

    await post(nextEvent({ span_id: call.span_id, event_name: 'ended' }));
    const { items } = await json('/api/events');
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ status: 'ok', event_name: 'ended', key: running.key });
    expect(items[0].seq).toBeGreaterThan(running.seq);
    expect((await json('/api/state')).counts).toMatchObject({ events: 1, running: 0 });

    await post(nextEvent({ span_id: call.span_id, attributes: { 'mcpwatch.state': 'started' } }));
    expect((await json('/api/events')).items).toHaveLength(1);
  });

  it('turns a running call into a hanging one, and counts the problem', async () => {
    const { post, json } = await startCollector(kind);
    const call = nextEvent({ attributes: { 'mcpwatch.state': 'started' } });
    await post(call);
    const hanging = { event_type: 'error', event_name: 'call.hanging', is_error: true } as const;
    const LONG_OPEN = 'tools/call export has been open for 30 s, and waits for the server itself';
    const attributes = { 'error.type': 'hanging', 'mcpwatch.call.name': 'export' };
    await post(nextEvent({ ...hanging, parent_span_id: call.span_id, error_message: LONG_OPEN, attributes }));
    const under = async (filter: string) => (await json(`/api/events?nested=under&filter=${filter}`)).items;
    const [problem] = (await json('/api/problems')).items;
    for (const filter of ['status:hanging', 'status:hanging server:example']) {
      expect(await under(filter), filter).toMatchObject([{ event_id: call.event_id, children_count: 1 }]);
      expect((await json(`/api/problems?filter=${filter}`)).items, filter).toMatchObject([
        { kind: 'hanging', count: 1 },
      ]);
      expect((await json(`/api/sessions?filter=${filter}`)).items, filter).toMatchObject([{ running: 1, errors: 1 }]);
      expect((await json(`/api/tools?filter=${filter}`)).items, filter).toMatchObject([
        { name: call.event_name, calls: 0, running: 1 },
      ]);
    }
    expect(await under(`problem:${problem.problem_id}`)).toMatchObject([{ event_name: 'call.hanging', nested: true }]);
    expect((await json('/api/problems?filter=status:error')).items).toEqual([]);
    expect((await json('/api/values?key=status')).items).toEqual([{ value: 'hanging', count: 2 }]);
    expect((await json('/api/problems')).items).toMatchObject([{ kind: 'hanging', names: ['export'], count: 1 }]);
    expect((await json(`/api/calls`)).items).toMatchObject([{ status: 'hanging', children_count: 1 }]);
    for (const filter of ['tool:export', 'tool:ex*', 'tool:other,export', 'server:example', '-tool:other']) {
      const { items } = await json(`/api/problems?filter=${filter}`);
      expect(items, filter).toMatchObject([{ kind: 'hanging', names: ['export'], count: 1 }]);
    }
    for (const filter of ['tool:expo', 'tool:call.hanging', '-tool:export', 'server:other']) {
      expect((await json(`/api/problems?filter=${filter}`)).items, filter).toEqual([]);
    }
    expect((await json('/api/events?filter=tool:export')).items).toMatchObject([{ event_name: 'call.hanging' }]);
    await post(nextEvent({ span_id: call.span_id, is_error: true, attributes: { 'error.type': 'process_died' } }));
    expect(await under('status:hanging')).toMatchObject([{ event_name: 'call.hanging' }]);
    expect((await json('/api/events?filter=status:died')).items).toHaveLength(1);
    expect((await json('/api/sessions')).items).toMatchObject([{ status: 'died', running: 0, events: 2 }]);
  });

  it('lists what is nested and matches: under its call where that matches too, else on its own', async () => {
    const { post, json } = await startCollector(kind);
    const call = nextEvent({ event_name: 'ask' });
    const asked = { event_type: 'request', event_name: 'sampling/createMessage' } as const;
    const attributes = { 'mcpwatch.direction': 'outbound' };
    await post(call, nextEvent({ ...asked, parent_span_id: call.span_id, attributes }));
    const shown = async (filter: string) =>
      (await json(`/api/events?nested=under&filter=${filter}`)).items.map(
        ({ event_name: name, children_count: count }: { event_name: string; children_count: number }) => [name, count],
      );
    expect(await shown('direction:outbound')).toEqual([['sampling/createMessage', 0]]);
    for (const filter of ['', 'server:example', 'tool:ask', 'sampling']) {
      const own = filter === 'sampling' ? [['sampling/createMessage', 0]] : [['ask', 1]];
      expect(await shown(filter), filter).toEqual(own);
    }
    expect(await shown('since:2026-01-01T00:00Z')).toEqual([['ask', 1]]);
    expect((await json('/api/calls?filter=direction:outbound')).items).toEqual([]);
  });

  it('takes a tool that is named like a report for a tool', async () => {
    const { post, json } = await startCollector(kind);
    await post(nextEvent({ event_name: 'call.hanging' }));
    expect((await json('/api/problems')).items).toEqual([]);
    expect((await json('/api/tools')).items).toMatchObject([{ name: 'call.hanging', calls: 1, running: 0 }]);
  });

  it('finds by tool: what is reported of a tool, and not of a prompt', async () => {
    const { post, json } = await startCollector(kind);
    const report = { event_type: 'error', is_error: true } as const;
    const print = (method: string) =>
      nextEvent({
        ...report,
        event_name: 'stdout.write',
        mcp_method: '',
        error_message: `from ${method}`,
        attributes: { 'error.type': 'stdout', 'mcpwatch.call.name': 'export', 'mcpwatch.call.method': method },
      });
    const unsent = nextEvent({
      ...report,
      event_name: 'tools/call',
      error_message: 'the pipe is closed',
      attributes: { 'error.type': 'send_failed', 'mcpwatch.call.name': 'export' },
    });
    const died = nextEvent({ event_name: 'export', is_error: true, attributes: { 'error.type': 'process_died' } });
    const found = [print('tools/call'), unsent, died];
    await post(...found, print('prompts/get'), nextEvent({ event_name: 'import', is_error: true }));

    const idsOf = (items: { event_id: string }[]) => items.map(({ event_id }) => event_id).sort();
    for (const filter of ['tool:export', 'tool:ex*', 'tool:export,other', '-tool:import tool:*']) {
      const { items } = await json(`/api/events?filter=${encodeURIComponent(filter)}`);
      expect(idsOf(items), filter).toEqual(idsOf(found));
    }
    const { items } = await json('/api/problems?filter=tool:export');
    expect(items.map(({ kind: one, names }: { kind: string; names: string[] }) => [one, names]).sort()).toEqual([
      ['died', ['export']],
      ['error', ['export']],
      ['stdout', ['export']],
    ]);
  });

  it('shows even traffic evenly, and counts the occurrences of a problem in equal parts', async () => {
    const { post, json } = await startCollector(kind);
    const HOURS_MS = 3 * 3_600_000;
    const now = Date.now();
    const at = (ms: number) => new Date(ms).toISOString();
    const even = Array.from({ length: HOURS_MS / 10_000 }, (_, index) =>
      nextEvent({ event_name: 'even', started_at: at(now - HOURS_MS + index * 10_000) }),
    );
    const failed = [0, 1, 2, 58, 59].map((ms) =>
      nextEvent({ event_name: 'failed', started_at: at(now - 600_000 + ms), is_error: true, error_message: 'refused' }),
    );
    await post(...even, ...failed);
    const [tool] = (await json('/api/tools?filter=tool:even')).items;
    expect(tool.trend.reduce((a: number, b: number) => a + b)).toBe(even.length);
    expect(Math.max(...tool.trend) - Math.min(...tool.trend)).toBeLessThanOrEqual(2);
    const trend = [2, 1, ...Array(27).fill(0), 2];
    expect((await json('/api/problems')).items).toMatchObject([{ count: 5, trend }]);
    expect((await json('/api/problems?filter=status:error')).items).toMatchObject([{ trend }]);
  });

  it('says of how many servers and tools a problem is, and names ten', async () => {
    const { post, json } = await startCollector(kind);
    const failed = (server: number, tool: number) =>
      nextEvent({
        server_name: `server ${server}`,
        event_name: `tool ${tool}`,
        is_error: true,
        error_message: 'refused',
      });
    for (let round = 0; round < 2; round += 1) {
      await post(...Array.from({ length: 37 }, (_, at) => failed(at, at % 12)));
    }
    for (const [filter, servers_total, names_total] of [
      ['', 37, 12],
      ['status:error', 37, 12],
      ['server:server*', 37, 12],
      ['tool:"tool 1"', 3, 1],
    ] as const) {
      const { items } = await json(`/api/problems?filter=${encodeURIComponent(filter)}`);
      expect(items, filter).toMatchObject([{ servers_total, names_total }]);
    }
    const [{ servers, names }] = (await json('/api/problems')).items;
    expect([servers.length, names.length]).toEqual([10, 10]);
    await post(...Array.from({ length: 1100 }, (_, at) => failed(at, 0)));
    expect((await json('/api/problems')).items).toMatchObject([{ servers_total: 1000, names_total: 12 }]);
  });

  it('pages through sessions and problems that match, each once', async () => {
    const { post, json } = await startCollector(kind);
    const events = Array.from({ length: 25 }, (_, at) =>
      nextEvent({
        started_at: '2026-11-26T10:00:00.000Z',
        duration_ms: 0.37 * at,
        is_error: true,
        error_message: `shape ${String.fromCharCode(97 + at)}`,
        server_name: at % 2 === 0 ? 'even' : 'odd',
        attributes: { 'mcpwatch.session.id': `${'abcdefabcdef'.slice(at % 6)}${at}-1` },
      }),
    );
    await post(...events);
    for (const [path, id, count] of [
      ['sessions?filter=server:even', 'session_id', 13],
      ['sessions?filter=status:error', 'session_id', 25],
      ['sessions?filter=since:2026-11-26T09:00:00Z', 'session_id', 25],
      ['problems?filter=server:even', 'problem_id', 13],
      ['problems?', 'problem_id', 25],
    ] as const) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = await json(`/api/${path}&limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`);
        seen.push(...page.items.map((item: Record<string, string>) => item[id]));
        cursor = page.next;
      }
      expect(seen.length, path).toBe(count);
      expect(new Set(seen).size, path).toBe(count);
    }
  });

  it('compares the server and the client of a filter with the session, and the rest with one event of it', async () => {
    const { post, json } = await startCollector(kind);
    const inSession = (session: string, over: Parameters<typeof nextEvent>[0]) =>
      nextEvent({ ...over, attributes: { 'mcpwatch.session.id': session } });
    await post(
      inSession('a-1', { event_type: 'initialize', server_name: 'jira', client_name: '' }),
      inSession('a-1', { server_name: 'jira', client_name: 'cursor', event_name: 'search' }),
      inSession('b-1', { server_name: 'jira', client_name: 'code', event_name: 'export', is_error: true }),
      inSession('c-1', { server_name: 'wiki', client_name: 'cursor', event_name: 'search', is_error: true }),
    );
    for (const [filter, ids] of [
      ['server:jira', ['a-1', 'b-1']],
      ['-client:cursor', ['b-1']],
      ['client:cursor tool:search', ['a-1', 'c-1']],
      ['server:jira status:error', ['b-1']],
      ['server:jira session:c-1', []],
      ['tool:search status:error', ['c-1']],
      ['since:1m', []],
    ] as const) {
      const { items } = await json(`/api/sessions?filter=${encodeURIComponent(filter)}`);
      expect(items.map((one: { session_id: string }) => one.session_id).sort(), filter).toEqual(ids);
    }
  });

  it('shows a server that never connected as a problem of a session that is over', async () => {
    const { post, json } = await startCollector(kind);
    const attributes = { 'error.type': 'never_connected', 'mcpwatch.server.location': '/srv/billing.js:4:16' };
    const message = 'not connected to a transport before the process exited with code 1';
    const event = {
      event_type: 'error',
      event_name: 'server.never_connected',
      mcp_method: '',
      is_error: true,
    } as const;
    await post(nextEvent({ ...event, server_name: 'billing', error_message: message, attributes }));
    expect((await json('/api/problems')).items).toMatchObject([
      { kind: 'never_connected', servers: ['billing'], names: [], location: '/srv/billing.js:4:16' },
    ]);
    expect((await json('/api/sessions')).items).toMatchObject([{ status: 'closed', calls: 0 }]);
  });

  it('takes the longest filter there is, and an event that ends after all time', async () => {
    const { post, json } = await startCollector(kind);
    await post(nextEvent({ started_at: '+275760-09-12T23:59:59.000Z', duration_ms: 1e12 }));
    expect((await json('/api/sessions')).items).toHaveLength(1);
    for (const path of ['events', 'sessions', 'problems', 'tools', 'series']) {
      const filter = encodeURIComponent(`tool:${'a,'.repeat(149)}b ${'-x '.repeat(149)}`);
      expect(await json(`/api/${path}?filter=${filter}`)).toBeInstanceOf(Object);
    }
  });

  it('keeps each event once', async () => {
    const { post, json } = await startCollector(kind);
    const event = nextEvent();
    expect(await (await post(event)).json()).toEqual({ accepted: 1, rejected: 0 });
    expect(await (await post(event, event)).json()).toEqual({ accepted: 2, rejected: 0 });
    expect((await json('/api/state')).counts.events).toBe(1);
  });

  it('shows an event with what surrounds it, and its text as it was received', async () => {
    const { post, json, get } = await startCollector(kind);
    const before = nextEvent();
    const call = nextEvent({
      attributes: {
        'exception.type': 'TypeError',
        'exception.message': 'x is not a function',
        'exception.stacktrace': 'TypeError: x\n    at go (/srv/app/tool.js:3:4)',
      },
    });
    const child = nextEvent({
      event_type: 'notification',
      event_name: 'notifications/message',
      parent_span_id: call.span_id,
    });
    await post(before, call, child);
    const detail = await json(`/api/events/${call.event_id}`);
    expect(detail).toMatchObject({
      row: { event_id: call.event_id },
      parent: null,
      children: [{ event_id: child.event_id }],
      exception: { type: 'TypeError', message: 'x is not a function' },
      previous_event_id: before.event_id,
      next_event_id: null,
    });
    expect(await (await get(`/api/events/${call.event_id}/body`)).text()).toBe(JSON.stringify(call));
    expect((await json(`/api/events/${child.event_id}`)).parent).toMatchObject({ event_id: call.event_id });
    expect((await get('/api/events/nowhere')).status).toBe(404);
    expect((await get('/api/events/nowhere/body')).status).toBe(404);
  });

  it('follows a server’s tool list: weights, tools never called, changes', async () => {
    const { post, json } = await startCollector(kind);
    const list = (tools: unknown[]) =>
      nextEvent({
        event_type: 'request' as 'error',
        event_name: 'tools/list',
        mcp_method: 'tools/list',
        request_params: {},
        response_content: { tools },
      });
    const add = { name: 'add', description: 'adds', inputSchema: { type: 'object' } };
    await post(list([add, { name: 'idle' }]), nextEvent());
    const tools = await json('/api/tools');
    expect(tools.items).toMatchObject([
      { name: 'add', calls: 1, listed: true, definition: { bytes: JSON.stringify(add).length, description_bytes: 4 } },
      { name: 'idle', calls: 0, listed: true, p50_ms: null },
    ]);
    expect(tools.catalogues).toMatchObject([
      { kind: 'tools', entries: 2, largest: [{ name: 'add' }, { name: 'idle' }] },
    ]);

    await post(list([{ ...add, description: 'adds two' }, { name: 'new' }]));
    const detail = await json('/api/tool?server=example&name=add');
    expect(detail).toMatchObject({
      definition: { description: 'adds two' },
      tool: { changes: 1 },
      changes: [{ from: { description: 'adds' }, to: { description: 'adds two' } }],
    });
    expect((await json('/api/tool?server=example&name=idle').catch(() => null))?.tool ?? null).toBe(null);
    expect((await json('/api/tools')).items.map(({ name }: { name: string }) => name).sort()).toEqual(['add', 'new']);
  });

  it('counts percentiles over raw durations', async () => {
    const { post, json } = await startCollector(kind);
    await post(...Array.from({ length: 200 }, (_, at) => nextEvent({ duration_ms: at + 0.5 })));
    expect((await json('/api/tools')).items).toMatchObject([
      { calls: 200, p50_ms: 99.5, p95_ms: 189.5, p99_ms: 197.5, max_ms: 199.5 },
    ]);
  });

  it('exports what it was given, and imports it into another store', async () => {
    const from = await startCollector(kind);
    const events = Array.from({ length: 450 }, () => nextEvent());
    await from.post(...events);
    const text = await (await from.get('/api/export')).text();
    expect(text.trim().split('\n')).toEqual(events.map((event) => JSON.stringify(event)));

    const to = await startCollector(kind);
    const send = () =>
      fetch(`${to.url}/api/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-ndjson' },
        body: `${text}nonsense\n`,
      });
    expect(await (await send()).json()).toMatchObject({
      accepted: 450,
      duplicates: 0,
      rejected: 1,
      faults: [{ index: 450 }],
    });
    expect(await (await send()).json()).toMatchObject({ accepted: 0, duplicates: 450 });
  });

  it('reads few large events at once for an export, and each in its order', async () => {
    const { store, collector, get } = await startCollector(kind);
    const large = Array.from({ length: 12 }, (_, at) =>
      nextEvent({ response_content: `${at} ${'x'.repeat(2 ** 20)}` }),
    );
    const lines = large.map((event) => JSON.stringify(event));
    await collector.take(lines.map((line) => Buffer.from(line)));
    const { texts, next } = await store.query('export', { filter: NO_FILTER, after: undefined, limit: 200 });
    expect([texts.length, next === undefined]).toEqual([4, false]);
    expect(await (await get('/api/export')).text()).toBe(`${lines.join('\n')}\n`);
  });

  it('imports a file of any size: an export of it has the same bytes', async () => {
    const { url, get } = await startCollector(kind);
    const lines = Array.from({ length: 40 }, (_, at) =>
      JSON.stringify(nextEvent({ response_content: `${at} ${'x'.repeat(2 ** 20)}` })),
    );
    const long = JSON.stringify(nextEvent({ response_content: 'x'.repeat(17 * 2 ** 20) }));
    const send = (body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) =>
      fetch(`${url}/api/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-ndjson', ...headers },
        body,
      });
    const answer = await send([...lines.slice(0, 30), long, ...lines.slice(30)].join('\r\n'));
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        accepted: 40,
        duplicates: 0,
        too_old: 0,
        deleted: 0,
        rejected: 1,
        faults: [{ index: 30, fault: 'expected at most 16777216 bytes' }],
      },
    ]);
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on('warning', warn);
    expect((await (await get('/api/export')).text()).trimEnd().split('\n')).toEqual(lines);
    process.off('warning', warn);
    expect(warnings).toEqual([]);

    const zipped = gzipSync(lines.join('\n'));
    const again = await send(zipped, { 'content-encoding': 'gzip' });
    expect(await again.json()).toMatchObject({ accepted: 0, duplicates: 40 });
    const cut = await send(zipped.subarray(0, -10), { 'content-encoding': 'gzip' });
    expect([cut.status, await cut.json()]).toEqual([
      400,
      { code: 'bad_body', error: expect.stringMatching(/^not gzip: .* \(0 events before it are imported\)$/) },
    ]);
  });

  it('says how many imported events are older than it keeps them, and stores none of those', async () => {
    const { url, json } = await startCollector(kind, {
      store: (await openTestStore(kind, undefined, DEFAULT_RETENTION)).store,
    });
    const old = Array.from({ length: 3 }, () => nextEvent({ started_at: '2020-01-01T00:00:00.000Z' }));
    const young = nextEvent({ started_at: new Date().toISOString() });
    const answer = await fetch(`${url}/api/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-ndjson' },
      body: [...old, young, young].map((event) => JSON.stringify(event)).join('\n'),
    });
    expect(await answer.json()).toEqual({
      accepted: 1,
      duplicates: 1,
      too_old: 3,
      deleted: 0,
      rejected: 0,
      faults: [],
    });
    expect((await json('/api/state')).counts.events).toBe(1);
  });

  it('says how many of the oldest events an import leaves no room for', async () => {
    const { url, store } = await startCollector(kind, {
      store: (await openTestStore(kind, undefined, { ...DEFAULT_RETENTION, maxAgeMs: 1e13, maxEvents: 10 })).store,
    });
    const importOf = async (count: number) => {
      const body = Array.from({ length: count }, () => JSON.stringify(nextEvent())).join('\n');
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-ndjson' };
      return (await fetch(`${url}/api/import`, { method: 'POST', headers, body })).json();
    };
    expect(store.retention.maxEvents).toBe(10);
    expect(await importOf(8)).toMatchObject({ accepted: 8, deleted: 0 });
    expect(await importOf(5)).toMatchObject({ accepted: 5, deleted: 3 });
  });

  it('names the lines of a malformed file that it rejects, and takes the others', async () => {
    const { url } = await startCollector(kind);
    const [first, last] = [nextEvent(), nextEvent()].map((event) => JSON.stringify(event));
    const lines = [`\u{feff}${first}`, '', '{"batch":', '\r', 'x', '[[[', '\u0000', '{"__proto__":1}', `${last}\r`];
    const answer = await fetch(`${url}/api/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    expect(await answer.json()).toEqual({
      accepted: 2,
      duplicates: 0,
      too_old: 0,
      deleted: 0,
      rejected: 5,
      faults: [2, 4, 5, 6, 7].map((index) => ({ index, fault: expect.any(String) })),
    });
  });

  it('reports lost events by reason', async () => {
    const { post, json } = await startCollector(kind);
    await post(nextEvent({ attributes: { 'mcpwatch.dropped.queue_full': '3' } }));
    await post(nextEvent({ attributes: { 'mcpwatch.dropped.queue_full': '2', 'mcpwatch.dropped.expired': '1' } }));
    expect((await json('/api/state')).lost).toEqual({ queue_full: 5, expired: 1 });
    expect((await json('/api/problems')).items).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'lost', title: 'queue_full', count: 5 })]),
    );
  });
});
