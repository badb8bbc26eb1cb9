/** Sends events to `mcpwatch dev` of the same user, and to nobody else. */
import { LOCAL_ENDPOINT } from '../../config/endpoint.js';
import type { SdkIdentity } from '../../model.js';
import type { Destination, Outcome } from '../ship/destination.js';
import { createEndpoint } from '../ship/mcpwatch/endpoint.js';
import { checkFolder } from '../spool/format/folder.js';
import { localSocketPath } from '../spool/format/local-socket.js';

export interface LocalDestinationOptions {
  /** The spool folder; `undefined` when the user has none. */
  readonly dir: string | undefined;
  readonly sdk: SdkIdentity;
}

export function createLocalDestination({ dir, sdk }: LocalDestinationOptions): Destination {
  // On Windows the port is all there is: a named pipe does not prove whose it is either.
  if (process.platform === 'win32') return createEndpoint({ ...LOCAL, sdk });
  if (dir === undefined)
    return refuse('there is no home folder for its socket; set MCPWATCH_SPOOL_DIR or MCPWATCH_ENDPOINT');
  const socketPath = localSocketPath(dir);
  if (socketPath === undefined) {
    return refuse(`${dir} is too long a path for its socket; set MCPWATCH_SPOOL_DIR or MCPWATCH_ENDPOINT`);
  }
  const endpoint = createEndpoint({ ...LOCAL, sdk, socketPath });
  return {
    // Each time: the folder may have been replaced.
    send: async (lines) => untrusted(dir) ?? endpoint.send(lines),
    close: () => endpoint.close(),
  };
}

const LOCAL = { endpoint: LOCAL_ENDPOINT, apiKey: undefined, env: {}, isLoopback: true } as const;

function untrusted(dir: string): Outcome | undefined {
  const folder = checkFolder(dir);
  if (folder.status === 'ready') return undefined;
  const remedy = folder.status === 'missing' ? 'somebody listens' : 'the user acts';
  return { status: 'retryable', why: folder.why, remedy, pauseMs: undefined, quota: undefined };
}

function refuse(why: string): Destination {
  const outcome: Outcome = { status: 'retryable', why, remedy: 'the user acts', pauseMs: undefined, quota: undefined };
  return { send: async () => outcome, close: () => {} };
}
