/** How far the preload came: to the process of the server, or to which one on the way. */
import { basename } from 'node:path';
import type { ProcessFact } from '../../../run/facts.js';
import { type Finding, fault, note, ok, unknown } from '../finding.js';
import type { SeenProcess } from '../processes/process-tree.js';
import type { WatchedProcess } from '../processes/process-watch.js';
import { shownCommand } from '../shown-command.js';
import type { Visit } from '../visit.js';

export function checkPreload(visit: Visit): readonly Finding[] {
  const { facts, state } = visit;
  if (state === undefined) return [elsewhere(visit)];
  if (state.kind === 'not started') return [];
  const disabled = facts.processes.find(({ outcome }) => outcome === 'disabled');
  // The check of Node says so.
  if (facts.connections.length === 0 && facts.processes.some(({ outcome }) => outcome === 'old node')) return [];
  if (facts.connections.length === 0 && disabled !== undefined) return [disabledFinding(visit)];
  const failed = facts.processes.find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) {
    return [
      fault('preload', `mcpwatch could not be installed in ${nameOf(failed)}: ${failed.why}`, 'please report it'),
    ];
  }
  const reached = facts.processes.filter(({ outcome, thread }) => outcome === 'installed' && thread === 0);
  const server = facts.connections[0] ?? undefined;
  // What has ended before it answered has not come as far as that; the check of the command says why.
  const isOver = state.kind === 'ended' && visit.conversation.initialize.kind === 'ended';
  const where = reached.find(({ pid }) => pid === server?.pid) ?? lastStarted(reached, visit.processes);
  if (where !== undefined && !isOnTheWay(where, visit))
    return [ok('preload', `reached ${nameOf(where)} (process ${where.pid})`)];
  return isOver ? [] : [notReached(visit, where)];
}

function elsewhere({ facts }: Visit): Finding {
  if (facts.processes.length > 0) return ok('preload', 'reached the server');
  return unknown(
    'preload',
    'a server that doctor has not started cannot be looked into',
    'give its command too: mcpwatch doctor --url <address> -- <command>',
  );
}

function disabledFinding({ launch }: Visit): Finding {
  const isOurs = launch?.env['MCPWATCH_DISABLED'] !== undefined;
  return fault(
    'preload',
    'reached the server, but MCPWATCH_DISABLED switches mcpwatch off',
    isOurs
      ? 'remove MCPWATCH_DISABLED from the environment'
      : 'the command sets MCPWATCH_DISABLED itself: remove it there',
  );
}

/** Of those that were reached, the one furthest from the command. */
function lastStarted(reached: readonly ProcessFact[], processes: readonly SeenProcess[]): ProcessFact | undefined {
  const depth = (pid: number): number => {
    const parent = processes.find((one) => one.pid === pid)?.ppid;
    return parent === undefined || !processes.some((one) => one.pid === parent) ? 0 : 1 + depth(parent);
  };
  return [...reached].sort((a, b) => depth(b.pid) - depth(a.pid))[0];
}

/** Whether `where` has only started the server: there is a process below it that the preload has not reached. */
function isOnTheWay(where: ProcessFact, { processes, facts }: Visit): boolean {
  if (facts.connections.length > 0 || facts.classes.length > 0) return false;
  return unreached({ processes, facts }).some(({ ppid }) => ppid === where.pid);
}

function unreached({ processes, facts }: Pick<Visit, 'processes' | 'facts'>): readonly WatchedProcess[] {
  const reached = new Set(facts.processes.map(({ pid }) => pid));
  return processes.filter(({ pid }) => !reached.has(pid));
}

/** The server is the last process of those that were not reached and stayed: the others have started it. */
function notReached(visit: Visit, last: ProcessFact | undefined): Finding {
  const all = unreached(visit);
  const stayed = all.filter((seen) => seen.stayed);
  const missed = stayed.length > 0 ? stayed : all;
  const server = missed.findLast(({ pid }) => !missed.some(({ ppid }) => ppid === pid)) ?? missed.at(-1);
  if (server === undefined) {
    return fault('preload', 'reached no process', 'is the server a Node.js program? mcpwatch observes Node.js only');
  }
  const runtime = otherProgram(server);
  const shown = shownCommand(server.program, server.args);
  if (runtime !== undefined) {
    return fault(
      'preload',
      `the server is no Node.js program: it runs in ${runtime} (${shown})`,
      'mcpwatch observes Node.js only',
    );
  }
  const parent = visit.processes.find(({ pid }) => pid === server.ppid);
  if (server.hasOurVariables === true) {
    return fault(
      'preload',
      `${shown} (process ${server.pid}) does not read NODE_OPTIONS, or something on the way has changed it`,
      'packaged programs and Electron ignore it: call instrument(server) in the code; a .env file or a script that sets NODE_OPTIONS must keep what is in it',
    );
  }
  const stoppedAt =
    parent === undefined
      ? nameOfLast(last, visit)
      : `${shownCommand(parent.program, parent.args)} (process ${parent.pid})`;
  return fault(
    'preload',
    `stopped at ${stoppedAt}, which starts ${shown} without the variables that it was given`,
    'it clears the environment (env -i, env: {…}): have it pass NODE_OPTIONS and the MCPWATCH_ variables on, or put `mcpwatch run --` in front of the server’s own command',
  );
}

function nameOfLast(last: ProcessFact | undefined, { launch }: Visit): string {
  if (last !== undefined) return nameOf(last);
  return launch === undefined ? 'the command' : shownCommand(launch.command, launch.args);
}

const SHELL = /^(?:ba|da|z|k|c|tc|fi)?sh(?:\.exe)?$/;
const NODE = /^(?:node|nodejs|electron)(?:[-.]?\d.*)?(?:\.exe)?$/i;
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^deno/i, 'Deno'],
  [/^bun/i, 'Bun'],
  [/^(?:python|uv)/i, 'Python'],
  [/^(?:docker|podman)/i, 'a container'],
];

/** `undefined` for Node itself. */
function otherProgram({ program }: SeenProcess): string | undefined {
  if (NODE.test(program)) return undefined;
  const known = NAMES.find(([pattern]) => pattern.test(program))?.[1];
  return known ?? (SHELL.test(program) ? `a shell` : program);
}

export function nameOf({ program, execPath, electron }: ProcessFact): string {
  const runtime = electron === null ? basename(execPath) : `Electron ${electron}`;
  return program === '' ? runtime : `${runtime} ${basename(program)}`;
}

/** Which Node each of them was. */
export function checkNode({ facts }: Visit): readonly Finding[] {
  const server = facts.connections[0]?.pid;
  const process = facts.processes.find(({ pid }) => pid === server) ?? facts.processes.at(-1);
  if (process === undefined) return [];
  const [, major = '0', minor = '0'] = /^v(\d+)\.(\d+)/.exec(process.node) ?? [];
  const isOld = Number(major) < 20 || (Number(major) === 20 && Number(minor) < 19);
  const text = `${process.node} (${process.execPath})`;
  if (isOld || process.outcome === 'old node') {
    return [
      fault(
        'node',
        `${text} is too old for mcpwatch`,
        'start the server with Node.js 20.19 or newer (22.3 or newer of version 22)',
      ),
    ];
  }
  return [process.electron === null ? ok('node', text) : note('node', `Electron ${process.electron}, Node.js ${text}`)];
}
