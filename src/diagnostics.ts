/** What mcpwatch reports about itself, by level. */
import type { LogLevel } from './model.js';
import { lineOf, writeStderr } from './stderr.js';

const RANK: Readonly<Record<LogLevel, number>> = { off: 0, error: 1, info: 2, debug: 3 };

export interface Diagnostics {
  error(text: string): void;
  info(text: string): void;
  debug(text: string): void;
  /** Reports at `error` the first time that `key` is used, and never again. */
  once(key: string, text: string): void;
}

export function createDiagnostics(level: LogLevel, write: (line: string) => void = writeStderr): Diagnostics {
  const reported = new Set<string>();
  const report = (at: LogLevel, text: string) => {
    if (RANK[at] <= RANK[level]) write(lineOf(text));
  };
  return {
    error: (text) => report('error', text),
    info: (text) => report('info', text),
    debug: (text) => report('debug', text),
    once(key, text) {
      if (reported.has(key)) return;
      reported.add(key);
      report('error', text);
    },
  };
}
