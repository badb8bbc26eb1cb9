import { describe, expect, it } from 'vitest';
import { toEventRow } from '../../../src/analysis/rows/row.js';
import type { ReceivedEvent } from '../../../src/collector/receive/event-shape.js';
import { incomingOf } from '../../../src/collector/receive/incoming-of.js';
import { eventLine, type LineStyle, lineStyle } from '../../../src/collector/terminal/terminal-line.js';
import { displayWidth } from '../../../src/collector/terminal/terminal-text.js';
import { eventOf } from '../../support/event.js';

const PLAIN: LineStyle = { width: undefined, color: false };
const rowOf = (event: ReceivedEvent) => {
  const row = { ...incomingOf(event, '').draft, seq: 1, key: 1 };
  return toEventRow(row);
};
const line = (over: Parameters<typeof eventOf>[0], style = PLAIN) => eventLine(rowOf(eventOf(over)), style);
/** The clock shows the reader's time zone. */
const afterTime = (text: string) => text.replace(/^\d\d:\d\d:\d\d\.\d{3} /, '');

describe('the line of an event', () => {
  it('begins with the time of day in milliseconds', () => {
    expect(line({})).toMatch(/^\d\d:\d\d:30\.123 /);
  });

  it('tells type, name, duration, outcome, client and transport', () => {
    expect(afterTime(line({}))).toBe('tool_call     add                             12 ms ok  a-client stdio');
  });

  it('tells code and message of an error', () => {
    expect(line({ is_error: true, error_code: -32602, error_message: 'Tool nope not found' })).toContain(
      ' error -32602 Tool nope not found  a-client stdio',
    );
  });

  it('says error where there is no more to say', () => {
    expect(line({ is_error: true })).toContain(' ms error  a-client');
  });

  it('tells how much of the time the call waited for its client', () => {
    expect(line({ attributes: { 'mcpwatch.client_wait_ms': '3860.5' }, duration_ms: 4000 })).toContain(
      ' 4.0 s ok, 3.9 s of it waiting for the client  a-client',
    );
  });

  it('tells that a call is still running', () => {
    expect(line({ attributes: { 'mcpwatch.state': 'started' } })).toContain(' ms running  a-client');
  });

  it('leaves the client out where nobody named one', () => {
    expect(line({ client_name: '' })).toMatch(/ ok {2}stdio$/);
  });

  it('leaves the transport out where the SDK does not name it', () => {
    expect(eventLine(rowOf({ ...eventOf(), transport_type: '' }), PLAIN)).toMatch(/ ok {2}a-client$/);
  });

  it.each([
    [0.04, '0.0 ms'],
    [9.96, '10.0 ms'],
    [12.4, '12 ms'],
    [3210, '3.2 s'],
    [90_000, '1.5 min'],
    [7_200_000, '2.0 h'],
  ])('writes %d ms as %s', (duration_ms, shown) => {
    expect(line({ duration_ms })).toContain(` ${shown} ok`);
  });
});

describe('in a terminal', () => {
  const long = {
    event_name: 'a_tool_with_a_very_long_name_that_goes_on',
    is_error: true,
    error_message: 'x'.repeat(300),
  };

  it.each([60, 80, 120, 200])('fits %i columns', (width) => {
    expect(displayWidth(line(long, { width, color: false }))).toBeLessThanOrEqual(width);
  });

  it('counts wide and combining characters as the terminal shows them', () => {
    const wide = { event_name: '検索'.repeat(20), is_error: true, error_message: 'é'.normalize('NFD').repeat(200) };
    expect(displayWidth(line(wide, { width: 90, color: false }))).toBeLessThanOrEqual(90);
    expect(displayWidth('検索é'.normalize('NFD'))).toBe(5);
  });

  it('marks what is cut', () => {
    expect(line(long, { width: 80, color: false })).toMatch(/…/);
  });

  it('cuts nothing where there is no terminal', () => {
    expect(line(long)).toContain('x'.repeat(300));
  });

  it.each([
    ['a terminal', { isTTY: true, columns: 100 }, {}, { width: 100, color: true }],
    ['a terminal that knows no size', { isTTY: true, columns: 0 }, {}, { width: 80, color: true }],
    ['a pipe', {}, {}, { width: undefined, color: false }],
    ['a terminal with NO_COLOR', { isTTY: true, columns: 100 }, { NO_COLOR: '1' }, { width: 100, color: false }],
    ['a terminal with an empty NO_COLOR', { isTTY: true, columns: 100 }, { NO_COLOR: '' }, { width: 100, color: true }],
    ['a dumb terminal', { isTTY: true, columns: 100 }, { TERM: 'dumb' }, { width: 100, color: false }],
  ])('%s gets its own style', (_, stream, env, style) => {
    expect(lineStyle(stream, env)).toEqual(style);
  });

  it('colours an error red, and only where colour is on', () => {
    expect(line({ is_error: true }, { width: 100, color: true })).toContain('\u001b[31merror\u001b[39m');
    expect(line({ is_error: true }, { width: 100, color: false })).not.toContain('\u001b');
  });
});

describe('text from elsewhere', () => {
  const hostile = '\u001b]0;owned\u0007\u001b[2J\r\nfake\u009b31m\u202Eevil\u2028';

  it.each(['event_name', 'error_message', 'client_name', 'transport_type'] as const)(
    'cannot steer the terminal through %s',
    (field) => {
      const text = line({ [field]: hostile, is_error: true });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point.
      expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
      expect(text).toContain('\\u{1b}]0;owned\\u{7}\\u{1b}[2J\\r\\nfake\\u{9b}31m\\u{202e}evil\\u{2028}');
    },
  );
});
