/** The database file: what it survives, and what becomes of one that cannot be used. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NO_FILTER } from '../../../src/analysis/filter/filter.js';
import { incomingOf } from '../../../src/collector/receive/incoming-of.js';
import type { EventStore } from '../../../src/collector/store/event-store.js';
import { SqliteStore } from '../../../src/collector/store/sqlite/sqlite-store.js';
import { nextEvent, openTestStore } from '../../support/collector.js';
import { inProject } from '../../support/project.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const incoming = (over: Parameters<typeof nextEvent>[0] = {}) => {
  const event = nextEvent(over);
  return incomingOf(event, JSON.stringify(event));
};
const LIST = {
  filter: NO_FILTER,
  order: 'asc',
  after: undefined,
  limit: 1000,
  nested: 'all',
  operationsOnly: false,
} as const;
const idsIn = async (store: EventStore) => (await store.query('events', LIST)).items.map(({ event_id }) => event_id);
const asideIn = (folder: string) => readdirSync(folder).filter((name) => /^dev\.db\.\d{8}T\d{6}(-\d+)?$/.test(name));

describe('the database', () => {
  it('keeps events, totals and its position from one start to the next', async () => {
    const path = `${temporaryFolder()}/dev.db`;
    const first = await openTestStore('sqlite', path);
    const batch = [incoming(), incoming({ attributes: { 'mcpwatch.state': 'started' } })];
    await first.store.insert(batch);
    const { id, lastSeq } = first.store;
    await first.store.close();

    const { store } = await openTestStore('sqlite', path);
    expect({ id: store.id, lastSeq: store.lastSeq }).toEqual({ id, lastSeq });
    expect(await idsIn(store)).toEqual(batch.map(({ draft }) => draft.event_id));
    const [ended] = await store.insert([incoming({ span_id: batch[1]?.draft.span_id ?? '' })]);
    expect(ended?.row).toMatchObject({ key: 2, seq: 3, status: 'ok' });
    expect((await store.query('state', { nowMs: Date.now() })).counts).toMatchObject({ events: 2, running: 0 });
  });

  it.runIf(process.platform !== 'win32')('is for its owner only', async () => {
    const folder = temporaryFolder();
    const { store } = await openTestStore('sqlite', `${folder}/new/dev.db`);
    await store.insert([incoming()]);
    expect(statSync(`${folder}/new`).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(`${folder}/new`)) {
      expect([name, statSync(`${folder}/new/${name}`).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  it.each([2, 99])('of the schema version %i is set aside, and nothing in it is deleted', async (version) => {
    const folder = temporaryFolder();
    const path = `${folder}/dev.db`;
    const old = await openTestStore('sqlite', path);
    await old.store.insert([incoming()]);
    await old.store.close();
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA user_version = ${version}`);
    db.close();

    const { store, notices } = await openTestStore('sqlite', path);
    expect(await idsIn(store)).toEqual([]);
    const [aside = ''] = asideIn(folder);
    expect(notices).toMatchObject([{ code: 'set_aside', message: expect.stringContaining(aside) }]);
    const kept = new DatabaseSync(`${folder}/${aside}`);
    expect(kept.prepare('SELECT count(*) AS count FROM events').get()).toEqual({ count: 1 });
    kept.close();
  });

  it.each([
    ['that is not a database', () => Buffer.from('no database, only text that is long enough '.repeat(200))],
    [
      'with a page of rubbish in it',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, 8192), Buffer.alloc(16_384, 0x55), whole.subarray(24_576)]),
    ],
    ['that is cut off', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
  ])('%s is set aside and reported, and a new one begun', async (_, damaged) => {
    const folder = temporaryFolder();
    const path = `${folder}/dev.db`;
    const first = await openTestStore('sqlite', path);
    await first.store.insert(Array.from({ length: 200 }, () => incoming()));
    await first.store.close();
    const bytes = damaged(readFileSync(path));
    writeFileSync(path, bytes);

    const { store, notices } = await openTestStore('sqlite', path);
    expect(notices).toMatchObject([
      { code: 'set_aside', message: expect.stringMatching(/is damaged: it was renamed to/) },
    ]);
    const [aside = ''] = asideIn(folder);
    expect(readFileSync(`${folder}/${aside}`).equals(bytes)).toBe(true);
    const event = incoming();
    await store.insert([event]);
    expect(await idsIn(store)).toEqual([event.draft.event_id]);
  });

  it('that is damaged while it is in use is set aside too, and the collector goes on', async () => {
    const folder = temporaryFolder();
    const path = `${folder}/dev.db`;
    const { store, notices } = await openTestStore('sqlite', path);
    await store.insert(Array.from({ length: 500 }, () => incoming()));
    // Until a checkpoint has moved the events out of the log, and nothing of the file is read any more.
    for (const giveUp = Date.now() + 15_000; statSync(path).size < 100_000 && Date.now() < giveUp; ) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    writeFileSync(path, Buffer.alloc(statSync(path).size, 0x55));
    const answer = await store.query('events', LIST).catch((error: unknown) => error);
    expect(answer).toMatchObject({ items: [] });
    expect(notices).toMatchObject([{ code: 'set_aside' }]);
    expect(asideIn(folder)).toHaveLength(1);
    const event = incoming();
    const [stored] = await store.insert([event]);
    expect(stored?.row.seq).toBe(501);
    expect(await idsIn(store)).toEqual([event.draft.event_id]);
  });

  it('that another program made is left alone', async () => {
    const path = `${temporaryFolder()}/dev.db`;
    const db = new DatabaseSync(path);
    db.exec('CREATE TABLE recipes (name TEXT)');
    db.close();
    const before = readFileSync(path);
    await expect(openTestStore('sqlite', path)).rejects.toThrow(
      /is the database of another program: choose another file/,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.each([
    ['a text', (path: string) => writeFileSync(path, 'notes'), /dev\.db is no database: choose another file with --db/],
    ['a folder', (path: string) => mkdirSync(path), /dev\.db is a folder: name a file in it/],
  ])('is never begun in place of %s of the user', async (_, make, message) => {
    const folder = temporaryFolder();
    make(`${folder}/dev.db`);
    await expect(openTestStore('sqlite', `${folder}/dev.db`)).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual(['dev.db']);
  });

  it('has one writer', async () => {
    const path = `${temporaryFolder()}/dev.db`;
    await openTestStore('sqlite', path);
    await expect(openTestStore('sqlite', path)).rejects.toThrow(/another mcpwatch dev is using .*--db/);
  });

  it('says which file cannot be opened', async () => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/file`, '');
    await expect(openTestStore('sqlite', `${folder}/file/dev.db`)).rejects.toThrow(/file\/dev\.db cannot be opened/);
    expect(existsSync(`${folder}/file/dev.db`)).toBe(false);
  });
});

describe('retention', () => {
  const RETENTION = { maxAgeMs: Number.MAX_SAFE_INTEGER / 2, maxEvents: 1e9, maxBytes: 1e12 };
  const until = async (test: () => Promise<boolean>) => {
    for (const giveUp = Date.now() + 20_000; !(await test()); ) {
      if (Date.now() > giveUp) throw new Error('it never came');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it('by number deletes the oldest, and takes them out of the totals', async () => {
    const path = `${temporaryFolder()}/dev.db`;
    const { store } = await openTestStore('sqlite', path, { ...RETENTION, maxEvents: 100 });
    const batch = Array.from({ length: 1300 }, (_, at) =>
      incoming({ is_error: at % 2 === 0, error_message: 'broken' }),
    );
    await store.insert(batch);
    await until(async () => store.deletedEvents === 1200);
    expect(await idsIn(store)).toEqual(batch.slice(-100).map(({ draft }) => draft.event_id));
    const { counts } = await store.query('state', { nowMs: Date.now() });
    expect(counts).toMatchObject({ events: 100, operations: 100, errors: 50 });
    expect((await store.query('tools', { filter: NO_FILTER })).items).toMatchObject([{ calls: 100, errors: 50 }]);
    expect((await store.query('sessions', { filter: NO_FILTER, after: undefined, limit: 9 })).items).toMatchObject([
      { events: 100 },
    ]);
    expect((await store.query('problems', { filter: NO_FILTER, after: undefined, limit: 9 })).items).toMatchObject([
      { count: 50 },
    ]);
  });

  it('by age deletes what is older', async () => {
    const { store } = await openTestStore('sqlite', undefined, { ...RETENTION, maxAgeMs: 3_600_000 });
    const fresh = incoming({ started_at: new Date().toISOString() });
    await store.insert([incoming({ started_at: '2020-01-01T00:00:00.000Z' }), fresh]);
    await until(async () => store.deletedEvents === 1);
    expect(await idsIn(store)).toEqual([fresh.draft.event_id]);
  });

  it('by age keeps what is new when the clock is set forward by mistake', async () => {
    const folder = temporaryFolder();
    const program = join(folder, 'a-year-ahead.mjs');
    const built = pathToFileURL(inProject('dist', 'store-thread.js'));
    writeFileSync(
      program,
      `const now = Date.now; Date.now = () => now() + 365 * 86_400_000; await import(${JSON.stringify(built.href)});`,
    );
    const store = await SqliteStore.open({
      path: `${folder}/dev.db`,
      retention: { ...RETENTION, maxAgeMs: 3_600_000 },
      onNotice: () => {},
      program: pathToFileURL(program),
    });
    onTestFinished(() => store.close());
    const fresh = incoming({ started_at: new Date().toISOString() });
    await store.insert([incoming({ started_at: '2020-01-01T00:00:00.000Z' }), fresh]);
    await until(async () => store.deletedEvents > 0);
    expect(await idsIn(store)).toEqual([fresh.draft.event_id]);
  });

  it('by age deletes in memory too, also behind an event that is dated ahead', async () => {
    const { store } = await openTestStore('memory', undefined, { ...RETENTION, maxAgeMs: 3_600_000 });
    const ahead = incoming({ started_at: new Date(Date.now() + 86_400_000).toISOString() });
    const fresh = incoming({ started_at: new Date().toISOString() });
    await store.insert([ahead, incoming({ started_at: '2020-01-01T00:00:00.000Z' }), fresh]);
    expect(await idsIn(store)).toEqual([fresh.draft.event_id, ahead.draft.event_id]);
    expect(store.deletedEvents).toBe(1);
  });

  it('by size keeps the file within its limit', async () => {
    const { store } = await openTestStore('sqlite', undefined, { ...RETENTION, maxBytes: 3_000_000 });
    const text = 'x'.repeat(5000);
    for (let round = 0; round < 20; round += 1) {
      await store.insert(Array.from({ length: 100 }, () => incoming({ request_params: { text } })));
    }
    await until(async () => (await store.query('state', { nowMs: 0 })).bytes < 3_000_000);
    expect((await idsIn(store)).length).toBeGreaterThan(100);
  });
});
