/** What `mcpwatch run` says at the end when nothing was watched. */
import { basename } from 'node:path';
import { parseSwitch } from '../config/switch-word.js';
import type { RunSummary } from './run-notes-folder.js';

const QUIET: ReadonlySet<string> = new Set(['off', 'error']);

/** Whether the run says at the end that nothing was watched: the processes of the command have to be able to leave notes. */
export function isJudged(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv): boolean {
  const word = (name: string) => (env[name] ?? '').trim().toLowerCase();
  if (QUIET.has(word('MCPWATCH_LOG')) || parseSwitch(word('MCPWATCH_DISABLED')) === true) return false;
  // In Deno the preload has said so itself.
  if (/^deno(\.exe)?$/.test(basename(command[0]))) return false;
  // A process that may not write files cannot leave a note.
  return ![...command, ...word('NODE_OPTIONS').split(' ')].some((option) =>
    /^--(?:experimental-)?permission$/.test(option),
  );
}

/** `undefined`: something was watched. */
export function verdict(summary: RunSummary): string | undefined {
  return summary.isWatched ? undefined : `nothing was watched: ${whyNothing(summary)}`;
}

/** Why nothing was watched, as far as the processes have said. */
export function whyNothing({ processes, reasons }: RunSummary): string {
  if (processes === 0) {
    return 'no Node.js process that the command started loaded the preload (mcpwatch does not observe Bun, Deno or other runtimes)';
  }
  const [reason] = reasons;
  if (processes === 1 || reasons.length === 1) {
    return reason ?? 'the process ended before it connected a server to a transport';
  }
  return `none of ${processes} Node.js processes connected a server of the MCP SDK to a transport${reasons.length === 0 ? '' : `; for one of them: ${reason}`}`;
}
