/** One thing that a check has looked at, and how that went. */
import type { Budget } from '../budgets/budget.js';
import type { DriftClass } from '../drift/change.js';

/** What makes a check fail when it is in `failOn`. */
export const FAIL_ON = [
  'crash',
  'hang',
  'stdout',
  'secrets',
  'invalid',
  'drift:breaking',
  'drift:loosened',
  'drift:description',
  'drift:added',
  'uncovered',
] as const;

export type FailOn = (typeof FAIL_ON)[number];

/** What fails without a word in mcpwatch.json. */
export const DEFAULT_FAIL_ON: readonly FailOn[] = ['crash', 'hang', 'stdout', 'drift:breaking'];

export type Rule = FailOn | 'drift:cosmetic' | 'budget' | 'expect' | 'forbid' | 'coverage' | 'error';

export const driftRule = (drift: DriftClass) => `drift:${drift === 'additive' ? ('added' as const) : drift}` as const;

export type Outcome =
  | { readonly status: 'passed'; readonly message: string }
  | { readonly status: 'failed'; readonly message: string; readonly severity: 'error' | 'warn' }
  /** Neither a pass nor a finding. `blocks`: whoever asked for it gets no verdict. */
  | { readonly status: 'unknown'; readonly message: string; readonly blocks: boolean }
  /** Worth knowing; nobody has asked for it to fail. */
  | { readonly status: 'noted'; readonly message: string };

export interface Check {
  readonly rule: Rule;
  /** Empty where it is about no server in particular. */
  readonly server: string;
  /** A tool, a method, a URI; empty where it is about none. */
  readonly subject: string;
  /** What was looked at: `p95 <= 800 ms`, `crash`. */
  readonly title: string;
  readonly outcome: Outcome;
  /** `file:line:column`. */
  readonly location: string | null;
}

/** What is to be checked. */
export interface Expectations {
  readonly budgets: readonly Budget[];
  /** Names or patterns of what must be called. */
  readonly expect: readonly string[];
  /** Names or patterns of what must not be called. */
  readonly forbid: readonly string[];
  readonly failOn: readonly FailOn[];
  /** From 0 to 1. */
  readonly coverage: number | undefined;
}
