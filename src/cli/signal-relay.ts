/**
 * Signals of a wrapper and its child: a signal that the wrapper receives is passed on to the child, once. While there is
 * no child they end the wrapper, which first removes its files.
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

/** Catches signals from its creation to `close`: the files of the wrapper are created after it, and removed before that. */
export class SignalRelay {
  readonly #removeFiles: () => void;
  #deliver: ((signal: NodeJS.Signals) => void) | undefined;
  /** The signal that came when there was no child. */
  ended: NodeJS.Signals | undefined;

  constructor(removeFiles: () => void = () => {}) {
    this.#removeFiles = removeFiles;
    for (const signal of RELAYED) process.on(signal, this.#take);
  }

  /** The child runs, and gets what comes. */
  deliverTo(deliver: (signal: NodeJS.Signals) => void): void {
    this.#deliver = deliver;
  }

  /** The child has ended. */
  hold(): void {
    this.#deliver = undefined;
  }

  close(): void {
    for (const signal of RELAYED) process.off(signal, this.#take);
  }

  readonly #take = (signal: NodeJS.Signals): void => {
    if (this.#deliver === undefined) {
      this.#end(signal);
    } else if (!(FROM_KEYBOARD.has(signal) && isTypedAt())) {
      this.#deliver(signal);
    }
  };

  #end(signal: NodeJS.Signals): void {
    this.ended = signal;
    this.close();
    this.#removeFiles();
    void dieBy(signal);
  }
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
