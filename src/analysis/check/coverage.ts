/** How much of what servers list was called. */
import type { Check, Expectations } from './check.js';
import { isAbout } from './check-budgets.js';
import type { ListSeen } from './lists.js';
import { isCalled, type SubjectKind, type SubjectSeen } from './subject.js';

export interface Coverage {
  readonly server: string;
  readonly listed: number;
  readonly called: number;
  readonly byKind: Readonly<Partial<Record<SubjectKind, { readonly listed: number; readonly called: number }>>>;
  readonly missing: readonly SubjectSeen[];
}

/** One for each server that has listed anything. What is forbidden cannot be asked for. */
export function coverageOf(subjects: readonly SubjectSeen[], forbid: readonly string[] = []): readonly Coverage[] {
  const isForbidden = (subject: SubjectSeen) => forbid.some((text) => isAbout(text, subject));
  const listed = subjects.filter((subject) => subject.isListed && !isForbidden(subject));
  const servers = [...new Set(listed.map(({ server }) => server))];
  return servers.map((name) =>
    ofServer(
      name,
      listed.filter(({ server }) => server === name),
    ),
  );
}

function ofServer(server: string, listed: readonly SubjectSeen[]): Coverage {
  const kinds = [...new Set(listed.map(({ kind }) => kind))];
  const count = (some: readonly SubjectSeen[]) => ({ listed: some.length, called: some.filter(isCalled).length });
  const byKind = Object.fromEntries(kinds.map((kind) => [kind, count(listed.filter((one) => one.kind === kind))]));
  return { server, ...count(listed), byKind, missing: listed.filter((one) => !isCalled(one)) };
}

export function checkCoverage(
  coverage: readonly Coverage[],
  lists: readonly ListSeen[],
  { coverage: limit, failOn }: Pick<Expectations, 'coverage' | 'failOn'>,
): readonly Check[] {
  const fails = failOn.includes('uncovered');
  const uncovered = fails ? coverage.flatMap(({ missing }) => missing.map(uncoveredCheck)) : [];
  if (!fails && limit === undefined) return [];
  if (lists.length === 0) {
    const message = 'no server has listed its tools: let the test ask for the list, as every client does';
    return [base('', fails ? 'uncovered' : 'coverage', { status: 'unknown', message, blocks: true })];
  }
  return [...uncovered, ...(limit === undefined ? [] : coverage.map((one) => shareCheck(one, limit)))];
}

function shareCheck({ server, listed, called }: Coverage, limit: number): Check {
  const share = called / listed;
  const message = `${called} of ${listed} called (${percent(Math.floor(share * 1000) / 1000)})`;
  const title = `coverage >= ${percent(limit)}`;
  if (share >= limit) return base(server, title, { status: 'passed', message });
  return base(server, title, { status: 'failed', severity: 'error', message: `${message}, limit ${percent(limit)}` });
}

const percent = (share: number) => `${Number((share * 100).toFixed(1))} %`;

function base(server: string, title: string, outcome: Check['outcome']): Check {
  return { rule: 'coverage', server, subject: '', title, outcome, location: null };
}

function uncoveredCheck({ server, name, kind, registeredAt }: SubjectSeen): Check {
  const outcome = { status: 'failed', severity: 'error', message: `${kind} is listed, and was never called` } as const;
  return { rule: 'uncovered', server, subject: name, title: 'uncovered', outcome, location: registeredAt };
}
