/** The joined text has to be JSON for any number of lines, also for none (#13). */
import { expect, it } from 'vitest';
import { joinBatch } from '../../../../src/delivery/ship/mcpwatch/body.js';

it.each([0, 1, 3])('a batch of %d lines is valid JSON', (count) => {
  const lines = Array.from({ length: count }, (_, at) => Buffer.from(`{"event_id":"${at}"}`));
  const body: unknown = JSON.parse(joinBatch(lines, { name: 'mcpwatch-node', version: '1.2.3' }, 'v20').toString());
  expect(body).toEqual({
    batch: lines.map((_, at) => ({ event_id: String(at) })),
    sdk: { name: 'mcpwatch-node', version: '1.2.3', runtime: 'node', runtime_version: 'v20' },
  });
});

it('a batch is joined in memory that is given, where it is large enough', () => {
  const sdk = { name: 'mcpwatch-node', version: '1.2.3' };
  const long = [Buffer.from(`{"event_id":"${'x'.repeat(5000)}"}`)];
  const short = [Buffer.from('{"event_id":"a"}')];
  const first = joinBatch(long, sdk, 'v20');
  const second = joinBatch(short, sdk, 'v20', Buffer.from(first.buffer));
  expect(second.buffer).toBe(first.buffer);
  expect(second.toString()).toBe(joinBatch(short, sdk, 'v20').toString());
  expect(joinBatch(long, sdk, 'v20', Buffer.alloc(100)).toString()).toBe(joinBatch(long, sdk, 'v20').toString());
});
