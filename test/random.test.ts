import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { randomHex, randomUnit } from '../src/random.js';
import { shortHash } from '../src/short-hash.js';

const DRAWS = 100_000;

const TYPESCRIPT = './scripts/typescript-imports.mjs';

describe('our own random numbers', () => {
  it('never repeat an id', () => {
    const ids = new Set(Array.from({ length: DRAWS }, () => randomHex(16)));

    expect(ids.size).toBe(DRAWS);
    for (const id of [...ids].slice(0, 100)) expect(id).toMatch(/^[\da-f]{16}$/);
  });

  it('are evenly distributed', () => {
    const bins = new Array<number>(20).fill(0);
    for (let at = 0; at < DRAWS; at += 1) {
      const bin = Math.floor(randomUnit() * bins.length);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    // Chi squared with 19 degrees of freedom is above 60 once in 200,000 runs.
    const expected = DRAWS / bins.length;
    const chiSquared = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);

    expect(chiSquared).toBeLessThan(60);
  });

  it('differ from process to process, and do not use the host’s Math.random', () => {
    const program = `
      Math.random = () => { throw new Error('moved on') };
      const { randomHex } = await import('./src/random.ts');
      process.stdout.write(randomHex(32));
    `;
    const ids = Array.from({ length: 5 }, () =>
      execFileSync(process.execPath, ['--import', TYPESCRIPT, '--input-type=module', '-e', program], {
        encoding: 'utf8',
      }),
    );

    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a short hash', () => {
  it('differs for texts that are nearly the same', () => {
    const texts = Array.from({ length: 20_000 }, (_, at) => `http://127.0.0.1:6279\nmw_key_${at}`);

    expect(new Set(texts.map((text) => shortHash(text, 16))).size).toBe(texts.length);
    expect(new Set(texts.map((text) => shortHash(text, 8))).size).toBeGreaterThan(texts.length - 3);
  });

  it('is the same in every process', () => {
    expect(shortHash('http://127.0.0.1:6279\n', 16)).toMatch(/^[\da-f]{16}$/);
    expect(shortHash('a', 8)).toBe(shortHash('a', 16).slice(0, 8));
  });
});
