/**
 * mcpwatch's own voice: stderr only, never stdout (a stdio server's stdout is its protocol), and the
 * ledger of lost events. Everything else reports through here.
 */
import { writeSync } from 'node:fs';
import type { DropReason, LogLevel } from './model.js';

const RANK: Readonly<Record<LogLevel, number>> = { off: 0, error: 1, info: 2, debug: 3 };

/** Names in our lines are the host's and the client's: one line stays one, and steers no terminal. */
const CONTROL = /\p{Cc}/gu;

export interface Diagnostics {
  error(text: string): void;
  info(text: string): void;
  debug(text: string): void;
  /** Prints at `error` the first time that `key` is used, and stays silent after. */
  once(key: string, text: string): void;
}

/**
 * A synchronous write: `process.stderr.write` to a pipe is asynchronous and would be lost in `exit`.
 * EAGAIN (a full pipe that nobody reads) and EPIPE are swallowed: our line is not worth the host's wait.
 */
function writeStderr(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // Nowhere left to say it.
  }
}

export function createDiagnostics(level: LogLevel, write: (line: string) => void = writeStderr): Diagnostics {
  const said = new Set<string>();
  const say = (at: LogLevel, text: string) => {
    if (RANK[at] <= RANK[level]) write(`mcpwatch: ${text.replace(CONTROL, ' ')}\n`);
  };
  return {
    error: (text) => say('error', text),
    info: (text) => say('info', text),
    debug: (text) => say('debug', text),
    once(key, text) {
      if (said.has(key)) return;
      said.add(key);
      say('error', text);
    },
  };
}

/** How many events were captured, and how many of them are lost, by reason. */
export interface Ledger {
  captured(): void;
  drop(reason: DropReason, count: number): void;
  readonly counts: LedgerCounts;
}

export interface LedgerCounts {
  readonly captured: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

export function createLedger(): Ledger {
  let captured = 0;
  const dropped: Partial<Record<DropReason, number>> = {};
  return {
    captured: () => {
      captured += 1;
    },
    drop: (reason, count) => {
      if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
    },
    get counts() {
      return { captured, dropped: { ...dropped } };
    },
  };
}
