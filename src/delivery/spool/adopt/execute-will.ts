/** Completes the line of an adopted will: when it was written, the end of what it reports was not known. */
import { readFileSync } from 'node:fs';
import { replaceFile } from '../write/replace-file.js';

/** `path`: the adopted file. `diedAtMs`: the last sign of life of its owner. Throws when the file is not a will. */
export function executeWill(path: string, diedAtMs: number): void {
  const [header = '', line = ''] = readFileSync(path, 'utf8').split('\n');
  const event: unknown = JSON.parse(line);
  if (typeof event !== 'object' || event === null || !('started_at' in event)) throw new Error('not an event');
  const lastedMs = Math.max(0, diedAtMs - Date.parse(String(event.started_at)));
  const endedAt = new Date(Date.parse(String(event.started_at)) + lastedMs).toISOString();
  const completed = { ...event, ended_at: endedAt, duration_ms: Math.round(lastedMs) };
  replaceFile(path, `${header}\n${JSON.stringify(completed)}\n`, 'wx');
}
