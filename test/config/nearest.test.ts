import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/config/nearest.js';

const FLAGS = ['--port', '--json', '--help', '--version'];

describe('the nearest known word', () => {
  it.each([
    ['--prt', '--port'],
    ['--prot', '--port'],
    ['--PORT', '--port'],
    ['--jsno', '--json'],
    ['--versions', '--version'],
  ])('of %s is %s', (word, expected) => {
    expect(nearest(word, FLAGS)).toBe(expected);
  });

  it.each(['--wat', '-x', '', '--a-completely-different-flag'])('of %j is none', (word) => {
    expect(nearest(word, FLAGS)).toBeUndefined();
  });
});
