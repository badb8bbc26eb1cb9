/** Runs another program in the foreground: it has our stdin, stdout and stderr, and gets the signals that we get. */
import { type ChildProcess, spawn } from 'node:child_process';
import { SignalRelay } from './signal-relay.js';

export type Ending =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals }
  /** `errno`: the error's code, or its message when it has none. */
  | { readonly kind: 'not-started'; readonly errno: string };

/** Resolves when the program has ended; never rejects. A `relay` that is given stays open. */
export async function runProgram(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  relay?: SignalRelay,
): Promise<Ending> {
  if (relay?.ended !== undefined) return { kind: 'signalled', signal: relay.ended };
  const own = relay ?? new SignalRelay();
  try {
    return await untilEnded(spawn(command, args, { stdio: 'inherit', env }), own);
  } finally {
    own.hold();
    if (relay === undefined) own.close();
  }
}

function untilEnded(child: ChildProcess, relay: SignalRelay): Promise<Ending> {
  relay.deliverTo((signal) => child.kill(signal));
  return new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      // A failed kill() is reported here too. Only a child that never started ends the run.
      if (child.pid === undefined) resolve({ kind: 'not-started', errno: error.code ?? error.message });
    });
    child.on('exit', (code, signal) => {
      resolve(signal === null ? { kind: 'exited', code: code ?? 1 } : { kind: 'signalled', signal });
    });
  });
}
