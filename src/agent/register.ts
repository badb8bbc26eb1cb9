/**
 * The preload (`--import mcpwatch/register`, `--require mcpwatch/register`). All that a process pays for at start
 * is here: the doors are opened, and the agent is loaded when the first class of the MCP SDK comes through one.
 */
import { writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMainThread, parentPort } from 'node:worker_threads';
import type { Adopt } from '../model.js';
import type { Agent } from './agent.js';
import { installHooks } from './hooks/install.js';
import { isPackageManager } from './hooks/package-manager.js';
import { claimProcess, isTakenByStranger, TAKEN } from './process-state.js';
import { expectThreads, isAnyThreadWatching } from './watching-threads.js';

declare const require: NodeJS.Require;
declare const __filename: string;

const DISABLED = new Set(['1', 'true', 'yes', 'on']);
const QUIET = new Set(['off', 'error']);

/** A preload also runs on Node's own loader thread, which has no port to a parent. */
function isLoaderThread(): boolean {
  return !isMainThread && parentPort === null;
}

function isWanted(): boolean {
  if (DISABLED.has((process.env['MCPWATCH_DISABLED'] ?? '').trim().toLowerCase())) return false;
  return !isLoaderThread() && !isPackageManager(process.argv[1]);
}

function install(): void {
  let agent: Agent | undefined;
  const problems: string[] = [];
  const agentOfProcess = () => {
    agent ??= (require('./agent.cjs') as { createAgent: (problems: readonly string[]) => Agent }).createAgent(problems);
    return agent;
  };
  const adopt: Adopt = (candidate, origin, name) => {
    try {
      return agentOfProcess().adopt(candidate, origin, name);
    } catch (error) {
      // Our own files may be gone since the start; the host's module goes on.
      const problem = `mcpwatch could not be loaded (${String(error)})`;
      if (!problems.includes(problem)) problems.push(problem);
      return candidate;
    }
  };
  if (!claimProcess({ v: 1, adopt, agent: agentOfProcess })) {
    if (isTakenByStranger()) throw new Error(TAKEN);
    return;
  }
  problems.push(...installHooks(__filename, adopt));
  if (!isMainThread || !isMeant()) return;
  expectThreads();
  process.on('exit', () => sayWhyNothing(agent, problems));
}

/**
 * Whether this very process was meant, and not one that NODE_OPTIONS reaches besides: it was started with the preload
 * on its own command line, or by `mcpwatch run`, which leaves its process id.
 */
function isMeant(): boolean {
  const here = dirname(__filename);
  return (
    process.execArgv.some((argument) => argument.includes('mcpwatch') || argument.includes(dirname(here))) ||
    process.env['MCPWATCH_RUN_PID'] === String(process.ppid)
  );
}

function sayWhyNothing(agent: Agent | undefined, problems: readonly string[]): void {
  if (agent?.isWatching() || isAnyThreadWatching() || isQuiet()) return;
  const why =
    agent === undefined
      ? 'this process loaded no MCP SDK that mcpwatch could see; one that is imported before mcpwatch it cannot (see "Troubleshooting" in its README)'
      : 'the MCP SDK was loaded, but no server of it was connected to a transport';
  writeError(`mcpwatch: nothing was watched: ${[why, ...problems].join('; ')}\n`);
}

function isQuiet(): boolean {
  return QUIET.has((process.env['MCPWATCH_LOG'] ?? '').trim().toLowerCase());
}

/** Synchronous: a write to a pipe would be lost in `exit`. */
function writeError(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // Nowhere left to say it.
  }
}

if (isWanted()) {
  try {
    install();
  } catch (error) {
    // The host must start whatever is wrong with us; stderr is where a person looks.
    writeError(`mcpwatch: not installed: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
