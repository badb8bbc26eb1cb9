/** One interface to events, wherever they are: each kind of source gives the same answers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { collectorSource } from '../../../src/cli/source/collector-source.js';
import type { EventSource } from '../../../src/cli/source/event-source.js';
import { linesSource } from '../../../src/cli/source/lines-source.js';
import { openSource } from '../../../src/cli/source/open-source.js';
import { KINDS, nextEvent, openTestStore, startCollector, TOKEN } from '../../support/collector.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

// The separators are line breaks to some readers, and not in JSONL.
const ERROR = {
  event_name: 'fail',
  is_error: true,
  error_message: 'it\u2028broke',
  attributes: { 'error.type': 'tool_error' },
};
const EVENTS = [nextEvent(), nextEvent(ERROR), nextEvent({ event_name: 'sub' })];
const LINES = EVENTS.map((event) => `${JSON.stringify(event)}\n`).join('');

async function everythingOf(source: EventSource) {
  const texts: string[] = [];
  for await (const text of source.events('-tool:sub')) texts.push(text);
  const ask = {
    calls: await source.ask('calls', { filter: 'status:error', limit: '5' }),
    tools: (await source.ask('tools')).items.map(({ name, calls, errors }) => ({ name, calls, errors })),
    problems: (await source.ask('problems')).items.map(({ title, count }) => ({ title, count })),
    event: (await source.ask('event', { id: EVENTS[1]?.event_id ?? '' }))?.row.error_message,
    body: await source.ask('body', { id: EVENTS[1]?.event_id ?? '' }),
    unknown: await source.ask('event', { id: 'no such/event' }),
    sessions: (await source.ask('sessions')).items.length,
  };
  await source.close();
  return { texts: texts.map((text) => JSON.parse(text)), ...ask };
}

const expected = {
  texts: EVENTS.slice(0, 2),
  calls: { items: [{ event_name: 'fail' }], next: null, complete: true },
  tools: expect.arrayContaining([
    { name: 'add', calls: 1, errors: 0 },
    { name: 'fail', calls: 1, errors: 1 },
    { name: 'sub', calls: 1, errors: 0 },
  ]),
  problems: [{ count: 1 }],
  event: 'it\u2028broke',
  body: EVENTS[1],
  unknown: undefined,
  sessions: 1,
};

describe('a source of events', () => {
  it('is a JSONL file', async () => {
    const file = join(temporaryFolder(), 'events.jsonl');
    writeFileSync(file, LINES.replaceAll('\n', '\r\n'));
    expect(await everythingOf(await openSource(file, {}))).toMatchObject(expected);
  });

  it('is standard input, in pieces of any size', async () => {
    const bytes = Buffer.from(LINES);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) => bytes.subarray(at * 7, at * 7 + 7));
    expect(await everythingOf(await linesSource(Readable.from(pieces), 'standard input'))).toMatchObject(expected);
  });

  it.each(KINDS)('is a running collector over HTTP (%s)', async (kind) => {
    const { url, post } = await startCollector(kind);
    await post(...EVENTS);
    const source = collectorSource({ address: url, token: TOKEN, pid: process.pid });
    expect(await everythingOf(source)).toMatchObject(expected);
  });

  it('is a database that a collector is writing', async () => {
    const path = join(temporaryFolder(), 'dev.db');
    const { store } = await openTestStore('sqlite', path);
    const { post } = await startCollector('sqlite', { store });
    await post(...EVENTS);
    expect(await everythingOf(await openSource(path, {}))).toMatchObject(expected);
  });

  it('says which lines are not events', async () => {
    const lines = `${LINES}{"half":\n{}\n`;
    const source = await linesSource(Readable.from([lines]), 'standard input');
    expect(source.unreadable).toEqual({ lines: 2, first: expect.stringContaining('expected a JSON object') });
  });

  it('says which part of a filter it does not understand', async () => {
    const source = await linesSource(Readable.from([LINES]), 'standard input');
    await expect(source.ask('events', { filter: 'colour:red' })).rejects.toThrow('there is no field colour');
    await expect(everythingIn(source.events('colour:red'))).rejects.toThrow('there is no field colour');
  });

  it.each([
    ['a file that is not there', join('/nowhere', 'events.jsonl'), 'cannot read /nowhere/events.jsonl: ENOENT'],
    ['nothing running and nothing stored', undefined, 'no events: mcpwatch dev is not running, and has stored none'],
  ])('is unavailable: %s', async (_, file, message) => {
    const env = { MCPWATCH_SPOOL_DIR: temporaryFolder() };
    await expect(openSource(file, env)).rejects.toThrow(message);
  });
});

async function everythingIn(texts: AsyncIterable<string>): Promise<number> {
  let count = 0;
  for await (const _ of texts) count += 1;
  return count;
}
