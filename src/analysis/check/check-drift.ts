/** Compares the tools that servers list with those of their baselines. */
import type { DriftChange } from '../drift/change.js';
import { compareTools, type ToolDefinition, toolsIn } from '../drift/compare-tools.js';
import { type Check, driftRule, type FailOn } from './check.js';
import type { ListSeen } from './lists.js';
import type { Seen } from './seen.js';

/** By server. */
export type Baselines = ReadonlyMap<string, readonly ToolDefinition[]>;

export function checkDrift(seen: Seen, baselines: Baselines, failOn: readonly FailOn[]): readonly Check[] {
  return toolLists(seen).flatMap((list) => {
    const baseline = baselines.get(list.server);
    return baseline === undefined ? [] : checkServer(list, baseline, seen, failOn);
  });
}

function checkServer(
  list: ListSeen,
  baseline: readonly ToolDefinition[],
  { subjects }: Seen,
  failOn: readonly FailOn[],
): readonly Check[] {
  const { server } = list;
  const changes = compareTools(baseline, definitionsIn(list));
  if (changes.length === 0) {
    const outcome = { status: 'passed', message: `${baseline.length} tools as in the baseline` } as const;
    return [{ rule: 'drift:breaking', server, subject: '', title: 'drift', outcome, location: null }];
  }
  return changes.map((change) => {
    const rule = driftRule(change.class);
    const fails = failOn.some((one) => one === rule);
    const at = subjects.find((one) => one.server === server && one.kind === 'tool' && one.name === change.tool);
    const message = changeText(change);
    return {
      rule,
      server,
      subject: change.tool,
      title: rule,
      outcome: fails ? { status: 'failed', severity: 'error', message } : { status: 'noted', message },
      location: at?.registeredAt ?? null,
    };
  });
}

const changeText = ({ path, what }: DriftChange) => (path === '' ? what : `${path}: ${what}`);

export const toolLists = ({ lists }: Pick<Seen, 'lists'>) => lists.filter(({ kind }) => kind === 'tools');

export function definitionsIn({ entries }: Pick<ListSeen, 'entries'>): readonly ToolDefinition[] {
  return toolsIn({ tools: entries.map(({ text }): unknown => JSON.parse(text)) });
}
