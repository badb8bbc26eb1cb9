/** Could the command be started, and did it go on running? */
import { existsSync } from 'node:fs';
import { startFailure } from '../../start-failure.js';
import { type Finding, fault, ok } from '../finding.js';
import { shownCommand } from '../shown-command.js';
import type { Visit } from '../visit.js';
import { crashOf } from './crash.js';

export function checkCommand(visit: Visit): readonly Finding[] {
  const { launch, state, conversation } = visit;
  if (launch === undefined || state === undefined) return [];
  const shown = shownCommand(launch.command, launch.args);
  if (state.kind === 'not started') return [notStarted(state.errno, launch.command)];
  const isAnswered = conversation.initialize.kind === 'result' || conversation.initialize.kind === 'error';
  if (state.kind === 'running' || isAnswered) return [ok('command', `${shown} runs`)];
  const end = state.signal === null ? `exit code ${state.code}` : state.signal;
  const { text, todo } = crashOf(visit.stderr, launch);
  return [fault('command', `${shown} ended (${end}) before it answered \`initialize\`${text}`, todo)];
}

const ONE_WORD = 'this is a whole command line as one word: give the program and each argument on its own';

const TODO: Readonly<Record<string, string>> = {
  126: 'make it executable (chmod +x), or start it with its interpreter: node server.js',
  127: 'check the spelling, or give its absolute path: desktop programs often have a shorter PATH than your shell',
};

function notStarted(errno: string, command: string): Finding {
  const { text, exitCode } = startFailure(errno, command);
  const isWholeLine = exitCode === 127 && /\s/.test(command.trim()) && !existsSync(command);
  return fault('command', text, isWholeLine ? ONE_WORD : (TODO[exitCode] ?? ''));
}
