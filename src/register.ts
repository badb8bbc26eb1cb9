/**
 * The preload (`--import mcpwatch/register`, `--require mcpwatch/register`). All that a process pays for at start
 * is here: the doors are opened, and the agent is loaded when the first class of the MCP SDK comes through one.
 */
import { isMainThread, parentPort } from 'node:worker_threads';
import { isPackageManager } from './hooks/bystander.js';
import { installHooks } from './hooks/install.js';
import type { Adopt } from './model.js';
import { claimProcess } from './process-state.js';
import type { Agent } from './agent.js';

declare const require: NodeJS.Require;
declare const __filename: string;

const OFF = new Set(['1', 'true', 'yes', 'on']);

/** A preload also runs on Node's own loader thread, which has no port to a parent. */
function isLoaderThread(): boolean {
  return !isMainThread && parentPort === null;
}

function isWanted(): boolean {
  if (OFF.has((process.env['MCPWATCH_DISABLED'] ?? '').trim().toLowerCase())) return false;
  return !isLoaderThread() && !isPackageManager(process.argv[1]);
}

function install(): void {
  let agent: Agent | undefined;
  const problems: string[] = [];
  const adopt: Adopt = (candidate, origin, name) => {
    agent ??= (require('./agent.cjs') as { createAgent: (problems: readonly string[]) => Agent }).createAgent(problems);
    return agent.adopt(candidate, origin, name);
  };
  if (claimProcess({ v: 1, adopt })) problems.push(...installHooks(__filename, adopt));
}

if (isWanted()) {
  try {
    install();
  } catch (error) {
    // The host must start whatever is wrong with us; stderr is where a person looks.
    process.stderr.write(`mcpwatch: not installed: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
