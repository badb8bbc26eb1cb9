/**
 * No text takes more than linear time (#9 C2). Attacks are made from the structure of everything that is searched for.
 * 4,000 by default; MCPWATCH_FUZZ_RUNS=100000 (`npm run test:fuzz`) for more.
 */
import { describe, expect, it } from 'vitest';
import { ATTACK_PIECES, attack } from '../../../../scripts/secrets/attacks.js';
import { seeded } from '../../../../scripts/secrets/sample.js';
import { createSecretText } from '../../../../src/agent/pipeline/secrets/secret-text.js';
import { createSensitiveNames } from '../../../../src/agent/pipeline/secrets/sensitive-key.js';
import { lineOf } from '../sample-event.js';

const RUNS = Number(process.env.MCPWATCH_FUZZ_RUNS ?? 4000);
const SMALL = 4096;
const LARGE = 16 * SMALL;
/** Far above the worst case, and far below what quadratic time would take. */
const MAX_MS_PER_KB = 6;
/** Ordinary for 4 KB, also when nothing is compiled yet: no need to look closer. */
const UNSUSPICIOUS_MS = 4;

const secrets = createSecretText(createSensitiveNames([]));

/** CPU time, which a busy machine does not change much. */
function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function msPerKb(text: string): number {
  const tries = [0, 1, 2].map(() => cpuMs(() => secrets.redact(text)));
  return Math.min(...tries) / (text.length / 1024);
}

/** The attacks that are slow, if a closer look at sixteen times the length confirms it. */
function slowOnes(attacks: Iterable<(length: number) => string>): readonly string[] {
  const slow: string[] = [];
  for (const make of attacks) {
    const text = make(SMALL);
    if (cpuMs(() => secrets.redact(text)) < UNSUSPICIOUS_MS) continue;
    const ms = msPerKb(make(LARGE));
    if (ms > MAX_MS_PER_KB) slow.push(`${ms.toFixed(1)} ms per KB: ${JSON.stringify(text.slice(0, 80))}`);
  }
  return slow;
}

const repeated = (unit: string) => (length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

describe('a text that is made to be slow', () => {
  it('is read in linear time when it repeats one piece of what is searched for', { timeout: 120_000 }, () => {
    expect(slowOnes(ATTACK_PIECES.map(repeated))).toEqual([]);
  });

  it(`is read in linear time when it repeats several (${RUNS} attacks)`, { timeout: 120_000 + RUNS * 20 }, () => {
    const attacks = Array.from({ length: RUNS }, (_, seed) => (length: number) => attack(seeded(seed), length));
    expect(slowOnes(attacks)).toEqual([]);
  });

  it('is read in linear time when a token goes on after the run in which it begins', { timeout: 120_000 }, () => {
    const text = repeated('csrf=nvapi-xoxr-');
    expect(msPerKb(text(64 * SMALL))).toBeLessThan(MAX_MS_PER_KB);
  });

  it.each([
    ['-eyJ'.repeat(8000)],
    [`sk-ant${'-eyJ'.repeat(8000)}`],
    ['\n'.repeat(16_384)],
    ['\\'.repeat(32_000)],
    ['-----END PRIVATE KEY-----'.repeat(1000)],
  ])('is read in linear time as an argument, a name and a stack: %j', (text) => {
    const places = [
      { request_params: { text } },
      { event_type: 'initialize', client_name: text },
      { attributes: { 'exception.message': text, 'exception.stacktrace': `Error: ${text}\n    at f (/x.js:1:1)` } },
    ] as const;
    for (const place of places) {
      for (const mode of ['full', 'off']) {
        const ms = Math.min(...[0, 1, 2].map(() => cpuMs(() => lineOf(place, { MCPWATCH_PAYLOADS: mode }))));
        expect(ms).toBeLessThan(MAX_MS_PER_KB * 32);
      }
    }
  });
});
