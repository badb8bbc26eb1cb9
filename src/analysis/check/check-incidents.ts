/** What went wrong by itself: crashes, hanging calls, writes to stdout, secrets in results, invalid calls. */
import { counted } from '../counted.js';
import type { ProblemKind } from '../problems/problem.js';
import type { Check, FailOn, Outcome, Rule } from './check.js';
import type { Incident } from './incidents.js';
import type { Seen } from './seen.js';
import type { SubjectSeen } from './subject.js';

const RULES: Readonly<Partial<Record<ProblemKind, Extract<FailOn, 'crash' | 'hang' | 'stdout'> | 'error'>>> = {
  died: 'crash',
  hanging: 'hang',
  stdout: 'stdout',
  error: 'error',
  transport: 'error',
  never_connected: 'error',
};

/** The event of a crash that has ended no call. */
const BETWEEN_CALLS = 'server.crashed';

const WHAT: Readonly<Record<'crash' | 'hang' | 'stdout' | 'error', string>> = {
  crash: 'the process died during this call',
  hang: 'the call hung',
  stdout: 'was printed on stdout, where only protocol messages may be',
  error: '',
};

export function checkIncidents(seen: Seen, failOn: readonly FailOn[]): readonly Check[] {
  return [
    ...seen.incidents.flatMap((incident) => checkIncident(incident, seen.subjects, failOn)),
    ...seen.subjects.flatMap((subject) => checkPayloads(subject, failOn)),
  ];
}

function checkIncident(
  incident: Incident,
  subjects: readonly SubjectSeen[],
  failOn: readonly FailOn[],
): readonly Check[] {
  const rule = RULES[incident.kind];
  if (rule === undefined) return [];
  const { server, name, count, message, location } = incident;
  const registered = subjects.find((one) => one.server === server && one.name === name)?.registeredAt ?? null;
  const what = name === BETWEEN_CALLS ? 'the process died while no call was open' : WHAT[rule];
  const text = [count > 1 ? `${count} times` : '', what, oneLine(message)].filter((part) => part !== '');
  return [
    {
      rule,
      server,
      subject: rule === 'stdout' || name === BETWEEN_CALLS ? '' : name,
      title: rule,
      outcome: judged(rule, failOn, text.join(': ')),
      location: location ?? registered,
    },
  ];
}

function checkPayloads(subject: SubjectSeen, failOn: readonly FailOn[]): readonly Check[] {
  const { server, name, secrets, invalid, registeredAt: location } = subject;
  const found = (rule: 'secrets' | 'invalid', message: string): Check => ({
    rule,
    server,
    subject: name,
    title: rule,
    outcome: judged(rule, failOn, message),
    location,
  });
  return [
    ...(secrets > 0
      ? [found('secrets', `${counted(secrets, 'call')} answered with something that looks like a secret`)]
      : []),
    ...(invalid.calls > 0
      ? [found('invalid', `${counted(invalid.calls, 'call')} did not fit the schema: ${oneLine(invalid.message)}`)]
      : []),
  ];
}

function judged(rule: Rule, failOn: readonly FailOn[], message: string): Outcome {
  return failOn.some((one) => one === rule)
    ? { status: 'failed', severity: 'error', message }
    : { status: 'noted', message };
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
