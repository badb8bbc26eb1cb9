import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.js';
import { batchSizesFor, targetOf } from '../../src/delivery/target.js';

it.each([
  ['50 events for the cloud', { MCPWATCH_API_KEY: 'mw_not_a_real_key' }, 50, 50],
  [
    '50 for an endpoint elsewhere',
    { MCPWATCH_API_KEY: 'mw_not_a_real_key', MCPWATCH_ENDPOINT: 'https://events.example.com' },
    50,
    50,
  ],
  ['up to 500 for an endpoint on this machine', { MCPWATCH_ENDPOINT: 'http://127.0.0.1:4200' }, 50, 500],
  ['up to 500 for mcpwatch dev', {}, 50, 500],
  ['no more than half of what may wait in memory', { MCPWATCH_MAX_QUEUE: '40' }, 20, 20],
  ['as many as was set', { MCPWATCH_MAX_BATCH_SIZE: '7' }, 7, 7],
  [
    'as many as was set, elsewhere too',
    { MCPWATCH_API_KEY: 'mw_not_a_real_key', MCPWATCH_MAX_BATCH_SIZE: '300' },
    300,
    300,
  ],
])('a request holds %s', (_, env, enough, most) => {
  const { settings } = parseConfig({ HOME: '/home/me', ...env });
  expect(batchSizesFor(targetOf(settings), settings)).toEqual({ enough, most });
});
