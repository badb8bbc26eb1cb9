import { describe, expect, it, vi } from 'vitest';
import { fixture } from '../support/project.js';
import { watch } from '../support/watched.js';

// Real servers, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

/** 3,000 servers that are kept would take ten times as much. */
const MOST_MB = 8;

describe('a host that creates a server for each connection', () => {
  it('and drops them, closed or not: they are garbage collected', async () => {
    const { plain, watched } = await watch({
      file: fixture('many-sessions.mjs'),
      // A flag for Node, in both runs.
      node: process.execPath,
      steps: [],
      ending: 'exits-by-itself',
      plainEnv: { NODE_OPTIONS: '--expose-gc' },
      env: { NODE_OPTIONS: '--expose-gc' },
    });

    expect(Number(plain.stdout)).toBeLessThan(MOST_MB);
    expect(Number(watched.stdout)).toBeLessThan(MOST_MB);
  });
});

/** 100 requests with 400 KB each: 40 MB, if they were kept. */
const HOSTILE = [
  'client names',
  'revisions',
  'tool names',
  'methods',
  'request states',
  'task ids',
  'announced tasks',
  'arguments of a task that stays',
  'arguments of a context that stays',
  'cancelled ids',
  'progress tokens of open calls',
  'arguments of open calls',
  'traces of open calls',
  'questions without an answer',
  'notifications',
  'pages of lists',
  'lists that change',
];
const MOST_HOSTILE_MB = 10;

describe('a client that chooses large texts, never the same twice', () => {
  it.each(HOSTILE)('cannot fill the memory with %s (#9 C3)', async (what) => {
    const { plain, watched } = await watch({
      file: fixture('hostile-client.mjs'),
      fileArgs: [what],
      steps: [],
      ending: 'exits-by-itself',
      plainEnv: { NODE_OPTIONS: '--expose-gc' },
      // Without a key everything is recorded.
      env: { NODE_OPTIONS: '--expose-gc', MCPWATCH_API_KEY: '' },
    });

    expect(watched.exitCode).toBe(0);
    expect(Number(watched.stdout) - Number(plain.stdout)).toBeLessThan(MOST_HOSTILE_MB);
  });
});
