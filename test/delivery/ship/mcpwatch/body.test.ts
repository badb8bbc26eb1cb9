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
