/** What a check has seen, and what it knows to be missing. */
import type { Seen } from '../../analysis/check/seen.js';
import type { Ending } from '../program.js';

export interface Observation {
  readonly seen: Seen;
  /** Why what was seen is not everything. */
  readonly unverified: readonly string[];
  /** How the command ended that was run. */
  readonly ending: Ending | undefined;
}
