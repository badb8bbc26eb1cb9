import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../../src/collector/http/byte-budget.js';

describe('the byte budget', () => {
  it('limits all shares together', () => {
    const budget = new ByteBudget(100);
    const [a, b] = [budget.share(), budget.share()];
    expect(a.take(60)).toBe(true);
    expect(b.take(60)).toBe(false);
    expect(b.take(40)).toBe(true);
    expect(budget.usedBytes).toBe(100);
  });

  it('gets back what a share has taken, once', () => {
    const budget = new ByteBudget(100);
    const share = budget.share();
    share.take(60);
    share.release();
    share.release();
    expect(budget.usedBytes).toBe(0);
  });
});
