/**
 * Counts the servers that an MCP client in this process started without the preload: they cannot be watched, and the
 * line at the end of the process says so.
 */

import { withProperty } from '../temporary-property.js';
import type { AdaptEnvironment, ChildStart } from './child-spawn.js';

export interface UnseenServers {
  /** For `hookChildSpawn`; changes nothing. */
  readonly observe: AdaptEnvironment;
  readonly count: number;
  /** How many processes were started with the preload: they report for themselves. */
  readonly seen: number;
}

/** `onFirst` is called when the first one is started. */
export function createUnseenServers(packageFolder: string, onFirst: () => void): UnseenServers {
  let count = 0;
  let seen = 0;
  /** `mcpwatch/register`, or the path of this copy. */
  const namesPreload = (text: string) => text.includes('mcpwatch') || text.includes(packageFolder);
  const isSeen = ({ pairs, args }: ChildStart) =>
    pairs.some((pair) => pair.startsWith('NODE_OPTIONS=') && namesPreload(pair)) ||
    args.some((arg, at) => (INLINE.test(arg) || SEPARATE.test(args[at - 1] ?? '')) && namesPreload(arg));
  return {
    observe(start) {
      if (isSeen(start)) {
        seen += 1;
      } else if (!NOT_NODE.test(start.args[0] ?? '') && isClientStarting()) {
        count += 1;
        if (count === 1) onFirst();
      }
      return undefined;
    },
    get count() {
      return count;
    },
    get seen() {
      return seen;
    },
  };
}

/** Commands that start no Node process. */
const NOT_NODE = /(?:^|[\\/])(?:python[\d.]*|uvx?|docker|podman|deno|bunx?)(?:\.exe)?$/;
const INLINE = /^--(?:import|require)=/;
const SEPARATE = /^(?:--import|--require|-r)$/;
const STACK_FRAMES = 20;
const CLIENT_CLASS = 'StdioClientTransport';
const CLIENT_FILE = /@modelcontextprotocol[\\/](?:client|sdk[\\/]dist[\\/].*client)[\\/]/;

/** Whether it is the MCP SDK's stdio client that starts a process just now. */
function isClientStarting(): boolean {
  // The host's own formatter must not see this stack: it may count, or be slow.
  const format = (_: Error, sites: NodeJS.CallSite[]) => sites.some(isClient);
  const read = () => {
    const probe: { stack?: unknown } = {};
    Error.captureStackTrace(probe);
    return probe.stack === true;
  };
  return withProperty(Error, 'prepareStackTrace', format, () =>
    withProperty(Error, 'stackTraceLimit', STACK_FRAMES, read),
  );
}

function isClient(site: NodeJS.CallSite): boolean {
  return site.getTypeName() === CLIENT_CLASS || CLIENT_FILE.test(site.getFileName() ?? '');
}
