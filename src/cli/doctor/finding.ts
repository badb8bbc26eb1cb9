/** What doctor says about one thing that it has looked at. */

export type Level =
  | 'ok'
  /** Good to know. */
  | 'note'
  /** Works, but not as well as it could. */
  | 'warning'
  /** Does not work. */
  | 'fault'
  /** Could not be looked at. */
  | 'unknown';

export interface Finding {
  /** What was looked at: `command`, `preload`, `stdout`. */
  readonly check: Check;
  readonly level: Level;
  readonly text: string;
  /** What to do about it. */
  readonly todo?: string | undefined;
}

/** In the order of the report. */
export const CHECKS = [
  'config',
  'command',
  'server',
  'stdout',
  'node',
  'preload',
  'sdk',
  'settings',
  'spool',
  'endpoint',
  'otlp',
  'sqlite',
] as const;
export type Check = (typeof CHECKS)[number];

export const ok = (check: Check, text: string): Finding => ({ check, level: 'ok', text });
export const note = (check: Check, text: string, todo?: string): Finding => ({ check, level: 'note', text, todo });
export const warning = (check: Check, text: string, todo: string): Finding => ({ check, level: 'warning', text, todo });
export const fault = (check: Check, text: string, todo: string): Finding => ({ check, level: 'fault', text, todo });
export const unknown = (check: Check, text: string, todo: string): Finding => ({ check, level: 'unknown', text, todo });

/** 0: nothing is wrong; 1: something is; 3: something could not be looked at. */
export function exitCodeFor(findings: readonly Finding[]): 0 | 1 | 3 {
  if (findings.some(({ level }) => level === 'fault')) return 1;
  return findings.some(({ level }) => level === 'unknown') ? 3 : 0;
}
