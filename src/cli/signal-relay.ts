/**
 * Signals of a wrapper and its child: a signal that the wrapper receives is passed on to the child, once.
 *
 * Ctrl-C needs care. A terminal sends SIGINT (and SIGQUIT) to the whole foreground process group, so the child has it
 * already, and many programs take a second SIGINT to mean "now!". A signal does not say where it came from, so it
 * counts as typed when stdin is a terminal and this process is in its foreground. MCP clients give their servers a
 * pipe as stdin, so the SIGINT with which a client stops a server is passed on.
 */
import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

const RELAYED: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGINT', 'SIGBREAK', 'SIGHUP']
    : ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

const FROM_KEYBOARD: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT', 'SIGBREAK']);

/** Whether a signal from the keyboard has reached the child too. */
function isTypedAt(): boolean {
  // Not `process.stdin`: touching it makes the pipe that the child inherits non-blocking.
  if (!isatty(0)) return false;
  try {
    // The name in parentheses can hold anything, so count from behind it: state ppid pgrp session tty tpgid.
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[2] === fields[5];
  } catch {
    return true;
  }
}

/** Passes signals to `deliver` until the returned function is called. */
export function relaySignals(deliver: (signal: NodeJS.Signals) => void): () => void {
  const relay = (signal: NodeJS.Signals) => {
    if (FROM_KEYBOARD.has(signal) && isTypedAt()) return;
    deliver(signal);
  };
  for (const signal of RELAYED) process.on(signal, relay);
  return () => {
    for (const signal of RELAYED) process.off(signal, relay);
  };
}

/**
 * Ends this process by `signal`, as the child was ended. Adding and removing a listener restores the default action
 * where Node has replaced it (SIGPIPE is ignored, SIGUSR1 starts the inspector).
 */
export async function dieBy(signal: NodeJS.Signals): Promise<void> {
  try {
    const listener = () => {};
    process.on(signal, listener);
    process.off(signal, listener);
  } catch {
    // SIGKILL cannot have listeners, and needs no default action.
  }
  process.kill(process.pid, signal);
  // Delivery is asynchronous. A process that is still here after this has survived the signal.
  await new Promise((resolve) => setTimeout(resolve, 200));
}
