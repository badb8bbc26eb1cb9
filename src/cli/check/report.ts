/** Everything that a reporter may show. */
import type { Expectations } from '../../analysis/check/check.js';
import type { Seen } from '../../analysis/check/seen.js';
import type { Verdict } from '../../analysis/check/verdict.js';
import type { Ending } from '../program.js';

export interface Report {
  readonly verdict: Verdict;
  readonly seen: Seen;
  readonly expectations: Expectations;
  /** The command that was run, and how it ended. */
  readonly command: { readonly line: readonly string[]; readonly ending: Ending } | undefined;
  /** What is worth knowing besides: baselines that were written. */
  readonly notes: readonly string[];
  /** The folder that locations are shown relative to. */
  readonly root: string;
  /** For one command line that repeats this check with another flag: `mcpwatch check … -- npm test`. */
  readonly repeat: (flags: string) => string;
}

/** What a reporter makes of a report. */
export type Reporter = (report: Report) => string;

export const hasFailed = (ending: Ending): boolean => ending.kind !== 'exited' || ending.code !== 0;

export function endingText(ending: Ending): string {
  switch (ending.kind) {
    case 'exited':
      return `exit code ${ending.code}`;
    case 'signalled':
      return `ended by ${ending.signal}`;
    case 'not-started':
      return `not started (${ending.errno})`;
  }
}

export const EXIT_CODES = { ok: 0, findings: 1, usage: 2, unverified: 3 } as const;
