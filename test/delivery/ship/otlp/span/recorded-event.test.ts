/** Lines of the spool, as the destination reads them. */
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../../../src/delivery/ship/otlp/span/recorded-event.js';
import { eventOf } from '../../../../support/event.js';
import { lineOf } from '../recorded.js';

describe('a line', () => {
  it('is read as the event that it is', () => {
    expect(readEvent(lineOf())).toEqual(eventOf());
  });

  it('may have a type and fields that a newer version writes', () => {
    expect(readEvent(Buffer.from(JSON.stringify({ ...eventOf(), event_type: 'request', extra: 1 })))).toMatchObject({
      event_type: 'request',
    });
  });

  it.each<[string, string]>([
    ['torn', '{"event_id":"1","trace'],
    ['not an object', '[]'],
    ['null', 'null'],
    ['of something else', '{"mcpwatch.metrics":1}'],
    ...Object.keys(eventOf())
      .filter((name) => !['request_params', 'response_content'].includes(name))
      .map((name): [string, string] => [`without a valid ${name}`, JSON.stringify({ ...eventOf(), [name]: {} })])
      .filter(([what]) => !what.endsWith('attributes')),
    ['with attributes that are not texts', JSON.stringify({ ...eventOf(), attributes: { a: 1 } })],
    ['with a trace id of zeros', JSON.stringify({ ...eventOf(), trace_id: '0'.repeat(32) })],
    ['of the year 9999', JSON.stringify({ ...eventOf(), started_at: '9999-01-01T00:00:00.000Z' })],
    ['of a time in words', JSON.stringify({ ...eventOf(), started_at: 'Sun Nov 22 2026' })],
    ['of thousands of years', JSON.stringify({ ...eventOf(), duration_ms: 1e15 })],
    ['with a short span id', JSON.stringify({ ...eventOf(), span_id: 'abc' })],
  ])('that is %s is not read', (_, line) => {
    expect(readEvent(Buffer.from(line))).toBeUndefined();
  });

  it('is read from the middle of a buffer', () => {
    const line = lineOf();
    const all = Buffer.concat([Buffer.from('xx'), line, Buffer.from('yy')]);
    expect(readEvent(all.subarray(2, 2 + line.length))).toEqual(eventOf());
  });
});
