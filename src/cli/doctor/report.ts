/** Prints what doctor has found. */
import { styleText } from 'node:util';
import { lineStyle } from '../../collector/terminal/terminal-line.js';
import { printable } from '../../collector/terminal/terminal-text.js';
import type { CommandIo } from '../command.js';
import type { Diagnosis } from './diagnose.js';
import { exitCodeFor, type Finding, type Level } from './finding.js';
import { shownCommand } from './shown-command.js';

const MARKS: Readonly<Record<Level, readonly [mark: string, style: Parameters<typeof styleText>[0]]>> = {
  ok: ['✓', 'green'],
  note: ['·', 'dim'],
  warning: ['!', 'yellow'],
  fault: ['✗', 'red'],
  unknown: ['?', 'yellow'],
};
const CHECK_WIDTH = 9;
const INDENT = ' '.repeat(CHECK_WIDTH + 5);

export function printDiagnosis({ name, findings, visit }: Diagnosis, io: CommandIo): void {
  const { color } = lineStyle(io.stdout, io.env);
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const launch = visit?.launch;
  const shown = launch === undefined ? (visit?.url ?? '') : shownCommand(launch.command, launch.args);
  const title = name === '' ? shown : [name, shown].filter((part) => part !== '').join(': ');
  const lines = findings.flatMap(({ check, level, text, todo }) => {
    const [mark, style] = MARKS[level];
    const first = `  ${paint(style, mark)} ${check.padEnd(CHECK_WIDTH)} ${printable(text)}`;
    return todo === undefined ? [first] : [first, `${INDENT}→ ${printable(todo)}`];
  });
  io.stdout.write(`${[paint('bold', printable(title)), ...lines].join('\n')}\n\n`);
}

export function summaryOf(findings: readonly Finding[]): string {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const parts = [
    numbered(count('fault'), 'fault'),
    numbered(count('warning'), 'warning'),
    numbered(count('unknown'), 'thing that could not be checked', 'things that could not be checked'),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'nothing is wrong' : parts.join(', ');
}

const numbered = (count: number, one: string, many = `${one}s`) =>
  count === 0 ? '' : `${count} ${count === 1 ? one : many}`;

/** Everything that was seen; `mask` has been applied to the findings already. */
export function jsonReport(diagnoses: readonly Diagnosis[], version: string): string {
  const findings = diagnoses.flatMap((one) => one.findings);
  return JSON.stringify(
    {
      version,
      exit_code: exitCodeFor(findings),
      servers: diagnoses.map(({ name, findings: own, visit }) => ({
        name,
        command: visit?.launch === undefined ? null : shownCommand(visit.launch.command, visit.launch.args),
        url: visit?.url ?? null,
        findings: own.map(({ check, level, text, todo = null }) => ({ check, level, text, todo })),
        processes: (visit?.facts.processes ?? []).map(({ pid, node, program, outcome }) => ({
          pid,
          node,
          program,
          outcome,
        })),
        sdks: [...new Set((visit?.facts.classes ?? []).map(({ sdk, place }) => `${sdk} (${place})`))],
        initialize_ms: visit?.conversation.initialize.kind === 'result' ? visit.conversation.initialize.ms : null,
      })),
    },
    undefined,
    2,
  );
}
