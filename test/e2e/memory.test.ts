import { describe, expect, it } from 'vitest';
import { fixture } from '../support/project.js';
import { watch } from '../support/watched.js';

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
