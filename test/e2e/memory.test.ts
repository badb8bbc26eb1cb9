import { describe, expect, it } from 'vitest';
import { fixture } from '../support/project.js';
import { watch } from '../support/watched.js';

/** What 3000 kept servers would take is ten times this. */
const MOST_MB = 8;

describe('a host that makes a server for each connection', () => {
  it('and drops them, closed or not, does not find them kept by us', async () => {
    const { plain, watched } = await watch({
      file: fixture('many-sessions.mjs'),
      // A flag of Node's, for both runs.
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
