import { describe, expect, it } from 'vitest';
import { addLossReport } from '../../../../src/delivery/ship/mcpwatch/loss-report.js';

const LOSSES = new Map([
  ['queue_full', 3],
  ['rejected', 50],
]);
const TRAP = '"attributes":{},"sdk_name":"x","sdk_version":"y"}';

function eventLine(attributes: Record<string, string>, text = TRAP): Buffer {
  const event = {
    event_id: '1',
    request_params: { text },
    attributes,
    sdk_name: 'mcpwatch-node',
    sdk_version: '1.2.3',
  };
  return Buffer.from(JSON.stringify(event));
}

describe('losses are reported', () => {
  it.each([
    ['no attributes', {}],
    ['attributes', { 'mcp.session.id': 'ä"}', other: '}' }],
  ])('as attributes of an event that has %s, and change nothing else of it', (_, attributes) => {
    const marked = addLossReport(eventLine(attributes), LOSSES);
    expect(JSON.parse(marked?.toString() ?? '')).toEqual({
      ...JSON.parse(eventLine(attributes).toString()),
      attributes: { ...attributes, 'mcpwatch.dropped.queue_full': '3', 'mcpwatch.dropped.rejected': '50' },
    });
  });

  it('on no line that ends in another way', () => {
    expect(addLossReport(Buffer.from('{"event_id":"1","attributes":{}}'), LOSSES)).toBeUndefined();
    expect(addLossReport(Buffer.from(`{"text":${JSON.stringify(TRAP)}}`), LOSSES)).toBeUndefined();
  });
});
