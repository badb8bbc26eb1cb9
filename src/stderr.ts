/**
 * The one place where mcpwatch writes to stderr: one line at a time, limited in length, without what could steer a
 * terminal and without credentials. Never stdout: a stdio server's stdout is its protocol.
 */
import { writeSync } from 'node:fs';
import { environment } from './environment.js';

/** Characters of a whole line, with `mcpwatch: ` and the line break. */
const MAX_LINE = 500;
/** What is worth cleaning: a line of which more than this is removed tells nothing anyway. */
const MAX_INPUT = 4 * MAX_LINE;

/**
 * Control characters (C0, C1), and those that reorder or hide text. Not a literal: the engine builds the tables of a `\p`
 * even when it only reads the source (#14).
 */
const CONTROL = '[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]';

/** Credentials by their place in a text. Messages avoid them; this catches those in errors of Node and of servers. */
const CREDENTIALS: readonly (readonly [RegExp, string])[] = [
  [/:\/\/\S*@/g, '://…@'],
  [/(:\/\/[^\s?#]*)[?#]\S*/g, '$1'],
  [/\b(Bearer|Basic) +\S+/gi, '$1 …'],
  [/\bmw_\w+/g, 'mw_…'],
];

/** `text` as one line of ours, ready to be written. */
export function lineOf(text: string): string {
  const cut = text.slice(0, MAX_INPUT);
  // Most lines are printable ASCII, and the engine takes a millisecond to make those tables.
  const start = /[^ -~]/.test(cut) ? cut.replace(new RegExp(CONTROL, 'gu'), ' ') : cut;
  const clean = CREDENTIALS.reduce((line, [pattern, instead]) => line.replace(pattern, instead), start);
  const line = `mcpwatch: ${clean}`;
  return line.length < MAX_LINE ? `${line}\n` : `${line.slice(0, MAX_LINE - 2)}…\n`;
}

/**
 * Writes at once: `process.stderr.write` to a pipe is asynchronous and would be lost at exit. A failed write is ignored:
 * when the pipe is full (EAGAIN) or closed (EPIPE), our line is not worth the host's time.
 */
export function writeStderr(line: string): void {
  try {
    if (isPm2Cluster()) process.stderr.write(line);
    else writeSync(2, line);
  } catch {
    // There is no other place to report it.
  }
}

/**
 * A PM2 cluster gives the application's log to `process.stderr.write`, which it replaces; the file descriptor belongs to
 * PM2's daemon (#9 B17). Elsewhere `process.stderr` is not touched: reading it creates the stream.
 */
function isPm2Cluster(): boolean {
  return environment()['pm_id'] !== undefined && Object.hasOwn(process.stderr, 'write');
}

export const writeLine = (text: string): void => writeStderr(lineOf(text));
