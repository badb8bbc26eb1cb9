/** The verdict: everything that was checked, and what that adds up to. */
import { counted } from '../counted.js';
import { canonicalJson } from '../json.js';
import type { Check, Expectations, FailOn } from './check.js';
import { checkBudgets } from './check-budgets.js';
import { type Baselines, checkDrift } from './check-drift.js';
import { checkIncidents } from './check-incidents.js';
import { checkExpected, checkForbidden, type UnknownName, unknownNames } from './check-names.js';
import { type Coverage, checkCoverage, coverageOf } from './coverage.js';
import type { Seen } from './seen.js';

export type VerdictKind = 'ok' | 'findings' | 'usage' | 'unverified';

export interface Verdict {
  readonly kind: VerdictKind;
  /** In the order of their importance. */
  readonly checks: readonly Check[];
  readonly unknownNames: readonly UnknownName[];
  /** Why what was asked for cannot be said, each with what to do. */
  readonly unverified: readonly string[];
  readonly coverage: readonly Coverage[];
}

export interface Judgement {
  readonly seen: Seen;
  readonly expectations: Expectations;
  readonly baselines: Baselines;
  /** What is known to be missing from `seen`, and baselines that are. */
  readonly unverified: readonly string[];
}

export function judge({ seen, expectations, baselines, unverified }: Judgement): Verdict {
  const coverage = coverageOf(seen.subjects, expectations.forbid);
  const bytes = new Map([...baselines].map(([server, tools]) => [server, sizeOf(tools)]));
  const checks = [
    ...checkIncidents(seen, expectations.failOn),
    ...checkUnfinished(seen, expectations.failOn),
    ...checkDrift(seen, baselines, expectations.failOn),
    ...checkForbidden(expectations.forbid, seen),
    ...checkExpected(expectations.expect, seen),
    ...checkBudgets(expectations.budgets, seen, bytes),
    ...checkCoverage(coverage, seen.lists, expectations),
  ].sort((a, b) => weight(a) - weight(b));
  const names = unknownNames(expectations, seen);
  const why = [...lostText(seen), ...unverified];
  return { kind: kindOf(checks, names, why), checks, unknownNames: names, unverified: why, coverage };
}

function kindOf(checks: readonly Check[], names: readonly UnknownName[], unverified: readonly string[]): VerdictKind {
  if (names.length > 0) return 'usage';
  if (checks.some(({ outcome }) => outcome.status === 'failed' && outcome.severity === 'error')) return 'findings';
  const isUnknown = checks.some(({ outcome }) => outcome.status === 'unknown' && outcome.blocks);
  return isUnknown || unverified.length > 0 ? 'unverified' : 'ok';
}

function weight({ outcome }: Check): number {
  switch (outcome.status) {
    case 'failed':
      return outcome.severity === 'error' ? 0 : 2;
    case 'unknown':
      return outcome.blocks ? 1 : 4;
    case 'noted':
      return 3;
    case 'passed':
      return 5;
  }
}

const sizeOf = (tools: readonly unknown[]) =>
  tools.reduce<number>((sum, tool) => sum + new TextEncoder().encode(canonicalJson(tool)).length, 0);

/** The start of a call was reported, and its end never came: its process was killed, or the call hung until the end. */
function checkUnfinished({ unfinished, subjects }: Seen, failOn: readonly FailOn[]): readonly Check[] {
  return unfinished.map(({ server_name: server, event_name: subject }) => {
    const rule = 'crash';
    const message = 'the call began, and never ended';
    const at = subjects.find((one) => one.server === server && one.name === subject);
    return {
      rule,
      server,
      subject,
      title: rule,
      outcome: failOn.includes(rule) ? { status: 'failed', severity: 'error', message } : { status: 'noted', message },
      location: at?.registeredAt ?? null,
    };
  });
}

function lostText({ lost }: Seen): readonly string[] {
  return Object.entries(lost).map(
    ([reason, count]) => `${counted(count, 'event was', 'events were')} lost (${reason})`,
  );
}
