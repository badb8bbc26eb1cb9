/**
 * The preload (`--import mcpwatch/register`, `--require mcpwatch/register`). Everything that a process pays for at start
 * is here: hooks are installed, and the agent is loaded when one of them finds the first class of the MCP SDK.
 */
import { isMainThread, parentPort } from 'node:worker_threads';
import { loadBuiltFile } from '../built-file.js';
import { parseSwitch } from '../config/switch-word.js';
import { errorText } from '../error-text.js';
import type { Adopt } from '../model.js';
import { writeLine } from '../stderr.js';
import type { Agent } from './agent-interface.js';
import { installHooks } from './hooks/install.js';
import { isPackageManager } from './hooks/package-manager.js';
import { reportNothingWatched, stopReporting } from './nothing-watched.js';
import { otherRuntime, otherRuntimeLine } from './other-runtime.js';
import { claimProcess, isTakenByStranger, TAKEN } from './process-state.js';
import { watchThreads } from './thread-watch.js';
import { expectThreads } from './watching-threads.js';

declare const require: NodeJS.Require;
declare const __filename: string;

interface AgentFile {
  createAgent(hookProblems: readonly string[]): Agent;
}

/** A preload also runs on Node's own loader thread, which has no port to a parent. */
function isLoaderThread(): boolean {
  return !isMainThread && parentPort === null;
}

function isWanted(): boolean {
  if (parseSwitch(process.env['MCPWATCH_DISABLED'] ?? '') === true) return false;
  return !isLoaderThread() && !isPackageManager(process.argv[1]);
}

function install(): void {
  let agent: Agent | undefined;
  const problems: string[] = [];
  const agentOfProcess = () => {
    const file = () => loadBuiltFile('agent.cjs', () => require('./agent.cjs')) as AgentFile;
    agent ??= file().createAgent(problems);
    return agent;
  };
  const adopt: Adopt = (candidate, origin, name) => {
    try {
      return agentOfProcess().adopt(candidate, origin, name);
    } catch (error) {
      // Our own files may have been removed since the start; the host's module is loaded as it is.
      const problem = `mcpwatch could not be loaded (${errorText(error)})`;
      if (!problems.includes(problem)) problems.push(problem);
      return candidate;
    }
  };
  const failed = (error: unknown) => agent?.failed(error);
  if (!claimProcess({ v: 1, adopt, failed, agent: agentOfProcess, onWatching: stopReporting })) {
    if (isTakenByStranger()) throw new Error(TAKEN);
    return;
  }
  problems.push(...installHooks(__filename, adopt));
  reportNothingWatched(__filename, () => ({ agent, problems }));
  if (!isMainThread) return;
  expectThreads();
  watchThreads((counters) => {
    try {
      agentOfProcess().threadEnded(counters);
    } catch (error) {
      writeLine(`events of a worker thread wait for the next start: ${errorText(error)}`);
    }
  });
}

const foreign = otherRuntime();
if (foreign !== undefined) {
  const line = isMainThread ? otherRuntimeLine(foreign) : undefined;
  if (line !== undefined) writeLine(line);
} else if (isWanted()) {
  try {
    install();
  } catch (error) {
    // The host must start whatever is wrong with us.
    writeLine(`not installed: ${errorText(error)}`);
  }
}
