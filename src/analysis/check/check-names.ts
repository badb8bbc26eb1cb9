/** What must be called and what must not; and names that nothing has. */
import type { Budget } from '../budgets/budget.js';
import type { Check, Expectations } from './check.js';
import { isAbout } from './check-budgets.js';
import type { Seen } from './seen.js';
import { isCalled } from './subject.js';

export function checkExpected(expect: readonly string[], { subjects }: Seen): readonly Check[] {
  return expect.map((text) => {
    const calls = subjects
      .filter((subject) => isAbout(text, subject))
      .reduce((sum, one) => sum + one.samples.length, 0);
    const at = subjects.find((subject) => isAbout(text, subject));
    return {
      rule: 'expect',
      server: at?.server ?? '',
      subject: text,
      title: 'expected',
      outcome:
        calls > 0
          ? { status: 'passed', message: `${calls} calls` }
          : { status: 'failed', severity: 'error', message: 'must be called, and was not' },
      location: at?.registeredAt ?? null,
    };
  });
}

export function checkForbidden(forbid: readonly string[], { subjects }: Seen): readonly Check[] {
  return forbid.flatMap((text): Check[] => {
    const called = subjects.filter((subject) => isAbout(text, subject) && isCalled(subject));
    const base = { rule: 'forbid', title: `forbidden: ${text}` } as const;
    if (called.length === 0) {
      return [
        { ...base, server: '', subject: text, outcome: { status: 'passed', message: 'not called' }, location: null },
      ];
    }
    return called.map(({ server, name, samples, registeredAt: location }) => ({
      ...base,
      server,
      subject: name,
      outcome: {
        status: 'failed',
        severity: 'error',
        message: `must not be called, and was (${samples.length} times)`,
      },
      location,
    }));
  });
}

const METHODS = [
  'initialize',
  'ping',
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'logging/setLevel',
  'server/discover',
  'subscriptions/listen',
  'tasks/get',
  'tasks/result',
  'tasks/list',
  'tasks/cancel',
];

export interface UnknownName {
  readonly name: string;
  /** Every name there is, for a suggestion. */
  readonly known: readonly string[];
}

/** Names that no server has. Nothing can be said before a server has listed its tools. */
export function unknownNames({ budgets, expect, forbid }: Expectations, seen: Seen): readonly UnknownName[] {
  if (!seen.lists.some(({ kind }) => kind === 'tools')) return [];
  const wanted = [
    ...budgets.map(({ subject }: Budget) => subject),
    ...expect,
    ...forbid.filter((text) => !text.includes('*')),
  ];
  const known = [...new Set([...seen.subjects.map(({ name }) => name), ...METHODS])];
  const isKnown = (text: string) =>
    METHODS.some((name) => isAbout(text, { kind: 'method', name })) || seen.subjects.some((one) => isAbout(text, one));
  return [...new Set(wanted)].filter((text) => !isKnown(text)).map((name) => ({ name, known }));
}
