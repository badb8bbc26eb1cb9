import { describe, expect, it } from 'vitest';
import { checkBudget, isCallBudget, matchesSubject, parseBudget } from '../../../src/analysis/budgets/budget.js';
import { type CallSample, statisticsOf } from '../../../src/analysis/statistics/call-statistics.js';

const call = (durationMs: number, more: Partial<CallSample> = {}): CallSample => ({
  durationMs,
  serverMs: durationMs,
  isError: false,
  resultBytes: undefined,
  roundTrips: 0,
  ...more,
});
const calls = (count: number, more?: Partial<CallSample>) => Array.from({ length: count }, (_, i) => call(i + 1, more));

function check(text: string, samples: readonly CallSample[]) {
  const parsed = parseBudget(text);
  if (parsed.status === 'invalid') throw new Error(`expected ${parsed.expected}`);
  if (!isCallBudget(parsed.budget)) throw new Error('expected a budget for calls');
  return checkBudget(parsed.budget, statisticsOf(samples));
}

describe('a budget', () => {
  it.each([
    ['search.p95<=800ms', { subject: 'search', metric: 'p95', limit: 800 }],
    ['search.p95 <= 1.5s', { subject: 'search', metric: 'p95', limit: 1500 }],
    ['tools/list.resultBytes<=24kB', { subject: 'tools/list', metric: 'resultBytes', limit: 24_000 }],
    ['a.b.max<=2', { subject: 'a.b', metric: 'max', limit: 2 }],
    ['*.errorRate<=2%', { subject: '*', metric: 'errorRate', limit: 0.02 }],
    ['search.minCalls>=5', { subject: 'search', metric: 'minCalls', limit: 5 }],
  ])('reads %s', (text, budget) => {
    expect(parseBudget(text)).toEqual({ status: 'ok', budget: { ...budget, severity: 'error' } });
  });

  it.each([
    ['search', "a budget such as 'search.p95<=800ms'"],
    ['search.p95=800ms', "a budget such as 'search.p95<=800ms'"],
    ['search.p90<=1s', 'one of the metrics p50, p95'],
    ['search.p95>=1s', "'p95<=…'"],
    ['search.minCalls<=3', "'minCalls>=…'"],
    ['search.p95<=fast', 'a time such as 800ms or 1.5s'],
    ['search.p95<=3kB', 'a time such as 800ms or 1.5s'],
    ['search.resultBytes<=3s', 'a size such as'],
    ['search.errorRate<=2ms', 'a share such as'],
    ['search.roundTrips<=2%', 'a whole number'],
  ])('rejects %s, and says what it expected', (text, expected) => {
    expect(parseBudget(text)).toEqual({ status: 'invalid', expected: expect.stringContaining(expected) });
  });

  it('is met or exceeded, with the figures', () => {
    expect(check('t.p95<=100ms', calls(100))).toEqual({ status: 'met', actual: '95 ms' });
    expect(check('t.p95<=90ms', calls(100))).toEqual({ status: 'exceeded', actual: '95 ms', limit: '90 ms' });
    expect(check('t.max<=1s', [call(1234)])).toEqual({ status: 'exceeded', actual: '1.23 s', limit: '1 s' });
    expect(check('t.errorRate<=10%', [...calls(8), ...calls(2, { isError: true })])).toEqual({
      status: 'exceeded',
      actual: '20 %',
      limit: '10 %',
    });
    expect(check('t.resultBytes<=1kB', calls(1, { resultBytes: 2500 }))).toMatchObject({ actual: '2.5 kB' });
    expect(check('t.serverTime<=5ms', calls(20, { serverMs: 4 }))).toMatchObject({ status: 'met' });
  });

  it('is unknown, never met, where there is too little to judge by', () => {
    expect(check('t.p95<=1s', [])).toEqual({ status: 'unknown', why: 'never called' });
    expect(check('t.p95<=1s', calls(19))).toEqual({ status: 'unknown', why: '19 calls, and p95 needs 20' });
    expect(check('t.resultBytes<=1kB', calls(3))).toEqual({ status: 'unknown', why: 'no call says its resultBytes' });
    expect(check('t.minCalls>=3', calls(2))).toEqual({ status: 'unknown', why: '2 calls, expected at least 3' });
    expect(check('t.minCalls>=3', calls(3))).toEqual({ status: 'met', actual: '3' });
  });

  it.each([
    ['search', 'search', true],
    ['search', 'search2', false],
    ['*', 'anything', true],
    ['github_*', 'github_get', true],
    ['github_*', 'gitlab_get', false],
    ['*_get', 'github_get', true],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c', false],
    ['ab*ba', 'aba', false],
    ['*b*b', 'ab', false],
  ])('for %s, about the tool %s: %s', (subject, name, expected) => {
    expect(matchesSubject(subject, name)).toBe(expected);
  });
});
