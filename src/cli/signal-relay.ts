/**
 * Signals of a wrapper and its child: what arrives at the wrapper goes on to the child, once.
 *
 * Ctrl-C is the catch: a terminal sends SIGINT (and SIGQUIT) to the whole foreground process group, so the
 * child has it already, and a second one means "now!" to many programs. A signal cannot be asked where it
 * came from; it counts as typed when this process has a terminal for its stdin and is in the foreground there.
 * An MCP client gives its servers a pipe, so that the SIGINT with which it stops them is passed on.
 */
import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

const RELAYED: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGINT', 'SIGBREAK', 'SIGHUP']
    : ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

const FROM_KEYBOARD: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT', 'SIGBREAK']);

/** Whether a signal from the keyboard would have reached the child too. */
function isTypedAt(): boolean {
  // Not `process.stdin`: to touch it makes the pipe that the child inherits non-blocking.
  if (!isatty(0)) return false;
  try {
    // The name in parentheses may hold anything; fields count from behind it: state ppid pgrp session tty tpgid.
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
 * Ends this process by `signal`, as the child ended. Adding and removing a listener puts the default action
 * back where Node has one of its own (SIGPIPE ignored, SIGUSR1 the inspector).
 */
export async function dieBy(signal: NodeJS.Signals): Promise<void> {
  try {
    const listener = () => {};
    process.on(signal, listener);
    process.off(signal, listener);
  } catch {
    // SIGKILL cannot be listened to, and needs no default.
  }
  process.kill(process.pid, signal);
  // Delivery is asynchronous; what is still here after this has survived the signal.
  await new Promise((resolve) => setTimeout(resolve, 200));
}
