/** The filter language: what a text means, and which part of it is not understood. */
import { describe, expect, it } from 'vitest';
import { createMatcher } from '../../../src/analysis/filter/match.js';
import { parseFilter } from '../../../src/analysis/filter/parse-filter.js';
import type { Row } from '../../../src/analysis/rows/row.js';
import { incomingOf } from '../../../src/collector/receive/incoming-of.js';
import { eventOf } from '../../support/event.js';

const NOW_MS = Date.parse('2026-11-26T10:00:00Z');
const row = (over: Partial<Row> = {}): Row => ({ ...incomingOf(eventOf(), '').draft, seq: 1, key: 1, ...over });

function matches(text: string, over: Partial<Row> = {}, body = ''): boolean {
  const parsed = parseFilter(text, NOW_MS);
  if (parsed.kind === 'fault') throw new Error(parsed.message);
  return createMatcher(parsed.filter, () => body)(row(over));
}

describe('a filter', () => {
  it.each<[string, Partial<Row>, boolean]>([
    ['', {}, true],
    ['tool:add', {}, true],
    ['tool:add', { event_type: 'prompt_get', tool_name: null }, false],
    ['-tool:add', { event_type: 'prompt_get', tool_name: null }, true],
    ['name:add', { event_type: 'prompt_get' }, true],
    ['tool:sub,add', {}, true],
    ['tool:add', { event_name: 'stdout.write' }, true],
    ['tool:*', { tool_name: null }, false],
    ['tool:sub tool:add', {}, true],
    ['tool:sub server:example', {}, false],
    ['-tool:sub,add', {}, false],
    ['tool:a*', {}, true],
    ['tool:*d', {}, true],
    ['tool:a*d*d', {}, true],
    ['tool:a*d*d*d', {}, false],
    ['tool:ad', {}, false],
    ['tool:Add', {}, false],
    ['TOOL:add', {}, true],
    ['tool:"my tool"', { tool_name: 'my tool' }, true],
    ['tool:"a*"', { tool_name: 'a*' }, true],
    ['tool:"a*"', {}, false],
    ['tool:"say \\"hi\\""', { tool_name: 'say "hi"' }, true],
    ['client:""', { client_name: '' }, true],
    ['client:""', {}, false],
    ['code:-32602', { error_code: -32602 }, true],
    ['status:ok', {}, true],
    ['dur:>10', {}, true],
    ['dur:>12ms', {}, false],
    ['dur:>=12ms', {}, true],
    ['dur:12', {}, true],
    ['dur:<0.02s', {}, true],
    ['dur:1ms..12ms', {}, true],
    ['dur:1s..2s', {}, false],
    ['-dur:1s..2s', {}, true],
    ['dur:>1500us', {}, true],
    ['wait:>1s', { client_wait_ms: 1001 }, true],
    ['wait:>1s', { client_wait_ms: null }, false],
    ['bytes:>10k', { request_bytes: 9_999, response_bytes: 2 }, true],
    ['bytes:>1.5MB', { request_bytes: 1_500_000, response_bytes: 0 }, false],
    ['since:15m', { started_ms: NOW_MS - 900_000 }, true],
    ['since:15m', { started_ms: NOW_MS - 900_001 }, false],
    ['until:1d', { started_ms: NOW_MS }, false],
    ['since:2026-11-26T09:00:00Z', { started_ms: NOW_MS }, true],
    ['run:""', { run_id: null }, true],
    ['http://example.com', { event_name: 'GET http://example.com/x' }, true],
  ])('%s on %j: %s', (text, over, expected) => {
    expect(matches(text, over)).toBe(expected);
  });

  it('finds text in any case, in the name, the message and the body', () => {
    expect(matches('ADD')).toBe(true);
    expect(matches('refused', { error_message: 'Connection REFUSED' })).toBe(true);
    expect(matches('"deep down"', {}, '{"a":"Deep Down"}')).toBe(true);
    expect(matches('-deep', {}, '{"a":"Deep Down"}')).toBe(false);
    expect(matches('nowhere', {}, '{}')).toBe(false);
    expect(matches('ÜBUNG', { event_name: 'eine übung' })).toBe(true);
    expect(matches('übung', { event_name: 'EINE ÜBUNG' })).toBe(true);
  });

  it.each([
    ['colour:red', 0, 7, /no field colour: expected one of tool, server/],
    ['tool:a dur:fast', 11, 15, /dur: expected a comparison/],
    ['dur:1..2..3', 4, 11, /dur/],
    ['bytes:>10ms', 6, 11, /bytes/],
    ['since:yesterday', 6, 15, /since: expected an age/],
    ['since:', 0, 6, /since/],
    ['tool:', 0, 5, /tool: expected a value/],
    ['x '.repeat(301), 600, 601, /at most 300 terms/],
    [`tool:${'a,'.repeat(300)}b`, 0, 606, /at most 300/],
    [`a ${'x'.repeat(5001)}`, 2, 5003, /at most 5000 characters/],
    ['tool:a,,b', 5, 9, /tool: expected a value/],
  ])('%s is not understood from %i to %i', (text, start, end, message) => {
    expect(parseFilter(text, NOW_MS)).toEqual({ kind: 'fault', start, end, message: expect.stringMatching(message) });
  });

  it('that is still being typed is a filter', () => {
    for (const text of ['"half', 'tool:"half a na', '-', ' ']) {
      expect([text, parseFilter(text, NOW_MS).kind]).toEqual([text, 'filter']);
    }
  });

  it('with many stars is linear in the name', () => {
    expect(matches(`tool:${'*a'.repeat(1000)}*b`, { event_name: 'a'.repeat(100_000) })).toBe(false);
  });
});
