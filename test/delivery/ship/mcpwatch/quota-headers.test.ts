import { describe, expect, it } from 'vitest';
import { parseQuota } from '../../../../src/delivery/ship/mcpwatch/quota-headers.js';

const FULL = {
  'x-mcpwatch-quota-limit': '10000',
  'x-mcpwatch-quota-remaining': '12',
  'x-mcpwatch-quota-status': 'warning',
  'x-mcpwatch-quota-reset': '2026-12-01',
};
const without = (name: keyof typeof FULL) => ({ ...FULL, [name]: undefined });

describe('quota headers', () => {
  it('are read as the Python SDK reads them', () => {
    expect(parseQuota(FULL)).toEqual({ limit: 10000, remaining: 12, status: 'warning', reset: '2026-12-01' });
  });

  it('may lack the remaining number and the reset', () => {
    expect(parseQuota(without('x-mcpwatch-quota-remaining'))?.remaining).toBe(0);
    expect(parseQuota(without('x-mcpwatch-quota-reset'))?.reset).toBe('');
  });

  it.each([
    ['no limit', without('x-mcpwatch-quota-limit')],
    ['no status', without('x-mcpwatch-quota-status')],
    ['an unknown status', { ...FULL, 'x-mcpwatch-quota-status': 'fine' }],
    ['a limit that is no number', { ...FULL, 'x-mcpwatch-quota-limit': 'many' }],
  ])('tell nothing with %s', (_, headers) => {
    expect(parseQuota(headers)).toBeUndefined();
  });
});
