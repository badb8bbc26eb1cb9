/** The line at exit that says why nothing was watched, for people who switched mcpwatch on for this very process. */
import { dirname } from 'node:path';
import { writeLine } from '../stderr.js';
import type { Agent } from './agent.js';
import { isAnyThreadWatching } from './watching-threads.js';

interface Found {
  /** `undefined` while no class of the MCP SDK was found. */
  readonly agent: Agent | undefined;
  readonly problems: readonly string[];
}

const QUIET = new Set(['off', 'error']);

/** `file`: the path of the preload. `found` is asked at exit. */
export function reportNothingWatched(file: string, found: () => Found): void {
  if (!isMeant(file)) return;
  process.on('exit', () => {
    const { agent, problems } = found();
    if (agent?.isWatching() || isAnyThreadWatching() || isQuiet()) return;
    writeLine(`nothing was watched: ${[reason(agent), ...problems].join('; ')}`);
  });
}

function reason(agent: Agent | undefined): string {
  return agent === undefined
    ? 'this process loaded no MCP SDK that mcpwatch could see; one that is imported before mcpwatch it cannot (see "Troubleshooting" in its README)'
    : 'the MCP SDK was loaded, but none of its servers was connected to a transport';
}

/**
 * Whether this very process was meant, and not one that merely inherited NODE_OPTIONS: it was started with the preload
 * on its own command line, or by `mcpwatch run`, which leaves its process id.
 */
function isMeant(file: string): boolean {
  const packageFolder = dirname(dirname(file));
  return (
    process.execArgv.some((argument) => argument.includes('mcpwatch') || argument.includes(packageFolder)) ||
    process.env['MCPWATCH_RUN_PID'] === String(process.ppid)
  );
}

function isQuiet(): boolean {
  return QUIET.has((process.env['MCPWATCH_LOG'] ?? '').trim().toLowerCase());
}
