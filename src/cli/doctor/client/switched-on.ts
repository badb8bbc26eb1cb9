/** Whether a client's configuration switches mcpwatch on for a server, and how it would. */
import type { ConfigEntry } from './config-entry.js';

/** How this copy of mcpwatch is started from anywhere. */
export interface Installed {
  readonly node: string;
  readonly cli: string;
}

const NAMED = /\bmcpwatch\b/;

export function isSwitchedOn(
  { command, args, env }: Pick<ConfigEntry, 'command' | 'args' | 'env'>,
  { cli }: Installed,
): boolean {
  return [command ?? '', ...args, env['NODE_OPTIONS'] ?? ''].some((word) => word === cli || NAMED.test(word));
}

/** `npx` keeps a package in its cache for a while only: from there it is found by its name. */
export function throughRun(command: string, args: readonly string[], { node, cli }: Installed) {
  const isCached = /[/\\]_npx[/\\]/.test(cli);
  return isCached
    ? { command: 'npx', args: ['-y', 'mcpwatch', 'run', '--', command, ...args] }
    : { command: node, args: [cli, 'run', '--', command, ...args] };
}
