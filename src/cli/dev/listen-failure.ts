/** Why a port cannot be listened on, and what to do. */
import { errnoOf } from '../../errno.js';

const FAILURES: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) =>
    `port ${port} is in use: stop the program that listens there, or choose another port with --port and point servers to it with MCPWATCH_ENDPOINT=http://127.0.0.1:<port>`,
  EACCES: (port) => `port ${port} is not permitted: choose one above 1023 with --port`,
};

export function listenFailure(port: number, error: unknown): string {
  return FAILURES[errnoOf(error) ?? '']?.(port) ?? `cannot listen on port ${port}: ${String(error)}`;
}
