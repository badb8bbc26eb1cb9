/** What must be called and what must not; and names that nothing has. */
import type { Budget } from '../budgets/budget.js';
import type { Check, Expectations } from './check.js';
import { isAbout } from './check-budgets.js';
import type { Seen } from './seen.js';
import { isCalled } from './subject.js';

export function checkExpected(expect: readonly string[], { subjects }: Seen): readonly Check[] {
  return expect.map((text) => {
    const matching = subjects.filter((subject) => isAbout(text, subject));
    const [at] = matching;
    return {
      rule: 'expect',
      server: at?.server ?? '',
      subject: text,
      title: 'expected',
      outcome: matching.some(isCalled)
        ? { status: 'passed', message: 'called' }
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
        message: `must not be called, and was${howOften(samples.length)}`,
      },
      location,
    }));
  });
}

/** 0: the call was not answered. */
const howOften = (calls: number) => (calls === 0 ? '' : calls === 1 ? ' (once)' : ` (${calls} times)`);

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

/** Names that no server has, as far as all names are known. */
export function unknownNames({ budgets, expect, forbid }: Expectations, seen: Seen): readonly UnknownName[] {
  if (!areAllKnown(seen)) return [];
  const wanted = [
    ...budgets.map(({ subject }: Budget) => subject),
    ...expect,
    ...forbid.filter((text) => !text.includes('*')),
  ];
  const known = [...new Set([...seen.subjects.map(({ name }) => name), ...METHODS])];
  const isKnown = (text: string) =>
    METHODS.some((name) => isAbout(text, { kind: 'method', name })) ||
    seen.subjects.some((one) => isAbout(text, one)) ||
    // Of a template there are as many as somebody asks for.
    text.includes('://');
  return [...new Set(wanted)].filter((text) => !isKnown(text)).map((name) => ({ name, known }));
}

/** A server whose tools were called and not listed may have any other tool. */
function areAllKnown({ lists, subjects }: Seen): boolean {
  const listing = new Set(lists.filter(({ kind }) => kind === 'tools').map(({ server }) => server));
  const called = subjects.filter((subject) => subject.kind === 'tool' && isCalled(subject));
  return listing.size > 0 && called.every(({ server }) => listing.has(server));
}
