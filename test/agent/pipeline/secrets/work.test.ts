/**
 * How much is read of a text that is made to be slow (#9 C2), counted and not timed: no more than a constant for each
 * character, whatever the text repeats and however long it is. 500 attacks by default; MCPWATCH_FUZZ_RUNS for more.
 */
import { describe, expect, it } from 'vitest';
import { ATTACK_PIECES, attack } from '../../../../scripts/secrets/attacks.js';
import { seeded } from '../../../../scripts/secrets/sample.js';
import { createSecretText } from '../../../../src/agent/pipeline/secrets/secret-text.js';
import { createSensitiveNames } from '../../../../src/agent/pipeline/secrets/sensitive-key.js';
import { countedWork } from '../../../support/counted-work.js';

const RUNS = Math.min(20_000, Number(process.env.MCPWATCH_FUZZ_RUNS ?? 500));
const SMALL = 4096;
const LARGE = 4 * SMALL;
/** The worst text of 20,000 takes 205. */
const MAX_STEPS = 260;
/** The work on four times the text, by that on the text: four, and what limits on lengths make of it. */
const MAX_GROWTH = 6;

/** What is before the piece decides what the piece is taken for. */
const UNITS = [
  '"',
  '\\',
  '\\"',
  '"a":',
  '{',
  'eyJ',
  'eyJa.',
  'sk-',
  'sk-1',
  '://a:',
  '://a:b',
  '@',
  'https://',
  '=',
  '?a=',
  '&password=',
  'password=',
  'password="',
  "'",
  'basic ',
  'bearer a',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN ',
  'authorization:',
  'x-x-key:',
  'x-',
  ' ',
  '\t',
  '\n',
  'a: "',
  '_key',
  'SG.',
  'glaaaaa-',
  'export A=',
  '\\n',
  '"password":{',
  '"token":["',
  'data:;base64,',
  '-eyJ',
  '_eyJ',
]; // prettier-ignore
const STARTS = ['', 'password "token": ', '"password":"', 'token=x ', 'sk-ant'];

const { redact } = createSecretText(createSensitiveNames([]));
const repeated =
  (unit: string, start = '') =>
  (length: number) =>
    (start + unit.repeat(Math.ceil(length / unit.length))).slice(0, length);
const attacks = [
  ...ATTACK_PIECES.map((piece) => repeated(piece)),
  ...STARTS.flatMap((start) => UNITS.map((unit) => repeated(unit, start))),
  ...Array.from({ length: RUNS }, (_, seed) => (length: number) => attack(seeded(seed), length)),
];
const stepsFor = (text: string) => countedWork(() => redact(text));

describe('a text that is made to be slow', () => {
  it('takes a limited number of steps for each character', { timeout: 60_000 + RUNS * 20 }, () => {
    const slow = attacks
      .map((make) => ({ text: make(SMALL).slice(0, 60), steps: Math.round(stepsFor(make(SMALL)) / SMALL) }))
      .filter(({ steps }) => steps > MAX_STEPS);
    expect(slow).toEqual([]);
  });

  it('takes as many steps for each character when it is longer', { timeout: 60_000 + RUNS * 40 }, () => {
    const slow = attacks
      .map((make) => ({ text: make(SMALL).slice(0, 60), growth: stepsFor(make(LARGE)) / stepsFor(make(SMALL)) }))
      .filter(({ growth }) => growth > MAX_GROWTH);
    expect(slow).toEqual([]);
  });
});

describe('the count', () => {
  const text = 'a=b '.repeat(1000);

  it('sees a search that is begun again at every place', () => {
    const again = (length: number) =>
      countedWork(() => {
        for (let at = 0; at < length; at += 4) /z/g.test(text.slice(at, length));
      });
    expect(again(4000) / again(1000)).toBeGreaterThan(MAX_GROWTH);
  });

  it('sees a loop over characters, and puts the methods back', () => {
    const { charCodeAt } = String.prototype;
    const steps = countedWork(() => {
      for (let at = 0; at < 100; at += 1) text.charCodeAt(at);
    });
    expect(steps).toBe(100);
    expect(String.prototype.charCodeAt).toBe(charCodeAt);
  });
});
