/**
 * Ends a server whose doctor was killed without a chance to do it (SIGKILL, out of memory): a shell that waits for the
 * end of a pipe, which only doctor holds (#13). The server itself notices nothing, and need not be a Node.js program.
 */
import { spawn } from 'node:child_process';

const SCRIPT = 'read -r line && exit; kill -TERM "-$0"; sleep 1; kill -KILL "-$0"; rm -rf -- "$1"';

/** `group`: the process group of the server. Answers how to send the keeper away. */
export function startKeeper(group: number, folder: string): () => void {
  if (process.platform === 'win32') return () => {};
  // A group of its own: what ends doctor's group must not end it.
  const keeper = spawn('/bin/sh', ['-c', SCRIPT, String(group), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    detached: true,
  });
  keeper.on('error', () => {});
  keeper.stdin.on('error', () => {});
  keeper.unref();
  return () => void keeper.stdin.end('done\n');
}
