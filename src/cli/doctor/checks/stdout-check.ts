/** A stdio server’s stdout is its protocol: anything else on it confuses clients. */
import { type Finding, fault, ok } from '../finding.js';
import type { Visit } from '../visit.js';

const LONGEST = 80;

export function checkStdout({ stray, url, state, conversation, facts }: Visit): readonly Finding[] {
  if (url !== undefined || state === undefined || state.kind === 'not started') return [];
  const [first] = stray.lines;
  if (first === undefined)
    return conversation.initialize.kind === 'result' ? [ok('stdout', 'nothing but messages')] : [];
  const lines = stray.count === 1 ? 'a line that is' : `${stray.count} lines that are`;
  const place = facts.strays.find(({ text: written }) => isBeginningOf(written, first))?.place ?? '';
  const text = first.length > LONGEST ? `${first.slice(0, LONGEST)}…` : first;
  return [
    fault(
      'stdout',
      `${lines} not JSON-RPC: ${JSON.stringify(text)}${place === '' ? '' : `, written at ${place}`}`,
      'print on stderr instead (console.error): clients read stdout as messages, and some end the connection',
    ),
  ];
}

/** Only the beginning of what was written is known. */
function isBeginningOf(written: string, line: string): boolean {
  return written.split(/\r?\n/).some((part) => part !== '' && line.startsWith(part));
}
