import { describe, expect, it } from 'vitest';
import { addLossReport } from '../../../../src/delivery/ship/mcpwatch/loss-report.js';
import type { McpWatchEvent } from '../../../../src/model.js';
import { lineOf } from '../../../support/event-line.js';

const LOSSES = new Map([
  ['queue_full', 3],
  ['rejected', 50],
]);
const TRAP = '"attributes":{}}';

const withoutBreak = (line: Buffer) => line.subarray(0, -1);
const parse = (line: Buffer | undefined) => JSON.parse(String(line)) as McpWatchEvent;

describe('losses are reported', () => {
  it.each([
    ['no attributes', {}],
    ['attributes', { 'mcp.session.id': 'ä"}', other: '}' }],
  ])('as attributes of an event that has %s, and change nothing else of it', (_, attributes) => {
    const line = withoutBreak(lineOf({ attributes, request_params: { text: TRAP } }));
    expect(parse(addLossReport(line, LOSSES))).toEqual({
      ...parse(line),
      attributes: { ...attributes, 'mcpwatch.dropped.queue_full': '3', 'mcpwatch.dropped.rejected': '50' },
    });
  });

  it.each([
    ['has no attributes', '{"event_id":"1","request_params":{}}'],
    ['has them elsewhere', '{"attributes":{},"event_id":"1"}'],
    ['only mentions them', `{"text":{"a":${JSON.stringify(TRAP)}}}`],
  ])('on no line that %s', (_, text) => {
    expect(addLossReport(Buffer.from(text), LOSSES)).toBeUndefined();
  });
});
