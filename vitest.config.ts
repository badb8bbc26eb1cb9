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
    // Real processes on a shared machine: in CI a test may fail once, and is then listed as retried.
    retry: process.env['CI'] === undefined ? 0 : 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
