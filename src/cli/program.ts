/** Runs another program in the foreground: it has our stdin, stdout and stderr, and gets the signals that we get. */
import { spawn } from 'node:child_process';
import { relaySignals } from './signal-relay.js';

export type Ending =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals }
  /** `errno`: the error's code, or its message when it has none. */
  | { readonly kind: 'not-started'; readonly errno: string };

/** Resolves when the program has ended; never rejects. */
export function runProgram(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ending> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    const stopRelay = relaySignals((signal) => child.kill(signal));
    const end = (ending: Ending) => {
      stopRelay();
      resolve(ending);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      // A failed kill() is reported here too. Only a child that never started ends the run.
      if (child.pid === undefined) end({ kind: 'not-started', errno: error.code ?? error.message });
    });
    child.on('exit', (code, signal) => {
      end(signal === null ? { kind: 'exited', code: code ?? 1 } : { kind: 'signalled', signal });
    });
  });
}
