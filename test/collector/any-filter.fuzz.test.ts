/** Any filter finds the same rows in memory and in SQLite, and in the same order. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEXT_FIELDS } from '../../src/analysis/filter/filter.js';
import { parseFilter } from '../../src/analysis/filter/parse-filter.js';
import { parseLines } from '../../src/collector/receive/parse-batch.js';
import type { EventStore } from '../../src/collector/store/event-store.js';
import { KINDS, nextEvent, openTestStore } from '../support/collector.js';

const RUNS = Number(process.env['MCPWATCH_FUZZ_RUNS'] ?? 400);
const NOW_MS = Date.parse('2026-11-26T10:30:00Z');

/** Case pairs of more than ASCII, characters that patterns of either store give a meaning to, and such as few expect. */
const WORDS = [
  '',
  'add',
  'ADD',
  'Übung',
  'übung',
  'ÜBUNG',
  'ß',
  'SS',
  'ſ',
  'K',
  'k',
  'İ',
  'i',
  'ı',
  'I',
  'Σ',
  'ς',
  'σ',
  'ꭰ',
  'Ꭰ',
  '𐐀',
  '𐐨',
  'a*b',
  'a?b',
  'a[b]c',
  '[',
  ']',
  '^',
  '[^a]',
  '%',
  '_',
  'a_b',
  '\\',
  '"',
  "'",
  ',',
  '-',
  '--',
  ':',
  'a:b',
  'http://x',
  '0',
  '-1',
  '1.5',
  '1e3',
  'a b',
  ' ',
  '\t',
  '\n',
  '\u00a0',
  '\u200b',
  '\u202e',
  '😀',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'null',
  'NULL',
  'e\u0301',
  'é',
  'É',
  '\ufeff',
];
const word = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...WORDS)).map(([a, b]) => a + b),
  fc.string({ maxLength: 4, unit: 'grapheme' }),
);

const event = fc
  .record({
    event_type: fc.constantFrom('tool_call', 'prompt_get', 'error', 'request', 'notification'),
    event_name: word,
    server_name: word,
    client_name: word,
    mcp_method: word,
    mcp_protocol_version: word,
    duration_ms: fc.constantFrom(0, 0.1, 0.3, 1, 999.999, 1000, 1e12),
    is_error: fc.boolean(),
    error_code: fc.constantFrom(null, 0, -32602, 1.5, 1e21, -1e-7, 2 ** 60),
    error_message: fc.option(word),
    text: word,
    at: fc.integer({ min: 0, max: 60 }),
    attributes: fc.dictionary(
      fc.constantFrom(
        'mcpwatch.run.id',
        'error.type',
        'mcpwatch.operation.id',
        'mcpwatch.client_wait_ms',
        'mcpwatch.request.bytes',
        'mcpwatch.direction',
      ),
      fc.oneof(word, fc.constantFrom('12', '1000', 'outbound')),
    ),
  })
  .map(({ text, at, event_type, ...over }) =>
    nextEvent({
      ...over,
      event_type: event_type as 'tool_call',
      request_params: { text },
      started_at: new Date(NOW_MS - at * 60_000).toISOString(),
    }),
  );

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
const value = fc.oneof(
  word,
  word.map(quoted),
  word.map((one) => `*${one}`),
  word.map((one) => `${one}*`),
  fc.tuple(word, word).map(([a, b]) => `${a}*${b}`),
);
const amount = fc.oneof(
  fc.constantFrom(
    '0',
    '0.1',
    '.3',
    '1',
    '1000',
    '1s',
    '999.999',
    '1e3',
    '-1',
    '9'.repeat(400),
    '0'.repeat(50),
    '1h',
    '12',
    '10k',
    'NaN',
    'Infinity',
  ),
  fc.double().map(String),
);
const range = fc.oneof(
  fc.tuple(fc.constantFrom('', '>', '>=', '<', '<=', '='), amount).map(([sign, number]) => sign + number),
  fc.tuple(amount, amount).map(([from, to]) => `${from}..${to}`),
);
const term = fc.oneof(
  fc
    .tuple(fc.constantFrom(...TEXT_FIELDS), fc.array(value, { minLength: 1, maxLength: 3 }))
    .map(([key, values]) => `${key}:${values.join(',')}`),
  fc.tuple(fc.constantFrom('dur', 'wait', 'bytes'), range).map(([key, text]) => `${key}:${text}`),
  fc
    .tuple(
      fc.constantFrom('since', 'until'),
      fc.oneof(
        fc.constantFrom('15m', '0s', '1.5h', `${'9'.repeat(400)}d`, '2026-11-26T10:00Z', '9999-12-31', '2026-11-26'),
        amount,
      ),
    )
    .map(([key, text]) => `${key}:${text}`),
  value,
);
const filterText = fc
  .array(
    fc.tuple(fc.constantFrom('', '', '-'), term).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 4 },
  )
  .map((terms) => Buffer.from(terms.join(' ')).toString());

async function rowsIn(store: EventStore, text: string) {
  const parsed = parseFilter(text, NOW_MS);
  if (parsed.kind === 'fault') return undefined;
  const args = { filter: parsed.filter, order: 'desc', limit: 1000, nested: 'all', operationsOnly: false } as const;
  const ids: string[] = [];
  let after: Parameters<typeof store.query<'events'>>[1]['after'];
  do {
    const page = await store.query('events', { ...args, after });
    ids.push(...page.items.map(({ event_id }) => event_id));
    after = page.next;
  } while (after !== undefined);
  return ids;
}

describe('any filter', () => {
  it(`finds the same in both stores, in ${RUNS} cases`, async () => {
    const lines = fc.sample(event, { numRuns: 400, seed: 11 }).map((one) => Buffer.from(JSON.stringify(one)));
    const { events, faults } = parseLines(lines);
    expect(faults).toEqual([]);
    const [memory, sqlite] = await Promise.all(
      KINDS.map(async (kind) => {
        const { store } = await openTestStore(kind);
        await store.insert(events);
        return store;
      }),
    );
    if (memory === undefined || sqlite === undefined) throw new Error('expected two stores');
    let understood = 0;
    await fc.assert(
      fc.asyncProperty(filterText, async (text) => {
        const found = await rowsIn(memory, text);
        expect(await rowsIn(sqlite, text)).toEqual(found);
        understood += Number(found !== undefined);
      }),
      {
        numRuns: RUNS,
        examples: [['É'], ['übung'], ['k'], ['i'], [`dur:>${'9'.repeat(400)}`], ['code:1'], ['a\0b'], ['name:a*b']],
      },
    );
    expect(understood).toBeGreaterThan(RUNS / 4);
  }, 120_000);
});
