/** What a `Delivery` is made from. */
import type { Settings } from '../../config/parse-config.js';
import type { Diagnostics } from '../../diagnostics.js';
import type { Ledger } from '../../ledger.js';
import type { SpoolLimits } from '../spool/format/spool-limits.js';
import type { Target } from '../target.js';

export interface DeliveryOptions {
  readonly settings: Settings;
  /** By default what the settings name. */
  readonly target?: Target;
  readonly diagnostics: Diagnostics;
  /** Whoever makes an event counts it as captured here, once; losses before `append` are counted here too. */
  readonly ledger: Ledger;
  readonly limits?: SpoolLimits;
  /** Memory for the counters, shared with other threads. */
  readonly counters?: Int32Array | undefined;
  /** Returns the text of the worker's program. */
  readonly loadSource?: () => string;
}
