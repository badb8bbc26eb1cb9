import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundledPackages, notices } from '../scripts/third-party.js';

describe('THIRD-PARTY-NOTICES.md', () => {
  it('holds the licence of every package that is compiled in, and of no other (otherwise: npm run docs)', async () => {
    expect(readFileSync('THIRD-PARTY-NOTICES.md', 'utf8')).toBe(notices(await bundledPackages()));
  });

  it('finds what is compiled in: the hooks, and what the worker thread has', async () => {
    expect(await bundledPackages()).toEqual(
      expect.arrayContaining(
        ['import-in-the-middle', 'require-in-the-middle', 'undici'].map((name) => `node_modules/${name}`),
      ),
    );
  });
});
