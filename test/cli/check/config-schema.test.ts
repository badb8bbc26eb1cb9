/** mcpwatch.schema.json, which editors complete from, and the check's own reader say the same. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { checkSchema } from '../../../scripts/check-schema.js';
import { METRIC_NAMES } from '../../../src/analysis/budgets/metric.js';
import { FAIL_ON } from '../../../src/analysis/check/check.js';
import { readConfig } from '../../../src/cli/check/read-config.js';

const text = readFileSync('mcpwatch.schema.json', 'utf8');
const fits = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(text));

function isRead(config: unknown): boolean {
  try {
    readConfig(JSON.stringify(config));
    return true;
  } catch {
    return false;
  }
}

const LISTS = ['bytes', 'tools', 'increase'];

describe('mcpwatch.schema.json', () => {
  it('is up to date (otherwise: npm run docs)', () => {
    expect(text).toBe(checkSchema());
  });

  it.each([
    {},
    { $schema: './node_modules/mcpwatch/mcpwatch.schema.json' },
    { expect: ['a'], forbid: ['b_*'], coverage: 0.9, baselines: 'tools' },
    { coverage: '90%' },
    { failOn: FAIL_ON },
    { budgets: { a: { p95: { limit: '800ms', severity: 'warn' } } } },
    ...METRIC_NAMES.map((metric) => ({ budgets: { [LISTS.includes(metric) ? 'tools/list' : 'a']: { [metric]: 1 } } })),
  ])('%j is accepted, and read', (config) => {
    expect(fits(config), JSON.stringify(fits.errors)).toBe(true);
    expect(isRead(config)).toBe(true);
  });

  it('describes the example in docs/ci.md', () => {
    const [, example = ''] = /```json\n(.*?)```/s.exec(readFileSync('docs/ci.md', 'utf8')) ?? [];
    expect(fits(JSON.parse(example)), JSON.stringify(fits.errors)).toBe(true);
    expect(isRead(JSON.parse(example))).toBe(true);
  });

  it.each([
    { expcet: [] },
    { expect: 'a' },
    { failOn: ['drift'] },
    { budgets: [] },
    { budgets: { a: { p59: 1 } } },
    { budgets: { a: { p95: true } } },
    { budgets: { a: { p95: { limit: 1, severity: 'fatal' } } } },
    { budgets: { a: { p95: { severity: 'warn' } } } },
  ])('%j is refused by both', (config) => {
    expect(fits(config)).toBe(false);
    expect(isRead(config)).toBe(false);
  });
});
