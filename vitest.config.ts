import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build-once.ts'],
    // Tests start real processes, which need the cores more than a third worker does.
    pool: 'forks',
    maxWorkers: 2,
    // No test may leave events in the state folder of whoever runs it.
    env: {
      XDG_STATE_HOME: join(tmpdir(), `mcpwatch-test-state-${process.pid}`),
      XDG_DATA_HOME: join(tmpdir(), `mcpwatch-test-data-${process.pid}`),
    },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
