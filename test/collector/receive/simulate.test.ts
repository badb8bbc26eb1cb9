/** `--simulate quota=<n>`: batches that arrive together are counted one after the other. */
import { expect, it } from 'vitest';
import { nextEvent, startCollector } from '../../support/collector.js';

it('quota=100 takes no batch more when several arrive at the same moment', async () => {
  const { post, json } = await startCollector('sqlite', { simulation: { kind: 'quota', limit: 100 } });
  const batches = Array.from({ length: 6 }, () => Array.from({ length: 50 }, () => nextEvent()));
  const answers = await Promise.all(batches.map((batch) => post(...batch)));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 429, 429, 429, 429]);
  const left = answers.map(({ headers }) => Number(headers.get('x-mcpwatch-quota-remaining')));
  expect(left.sort((a, b) => b - a)).toEqual([50, 0, 0, 0, 0, 0]);
  expect((await json('/api/state')).counts.events).toBe(100);
});
