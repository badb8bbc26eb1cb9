/** The key of the hashes of callers: that of this machine, or one of this process where nothing can be kept (#10). */
import type { SpoolPolicy } from '../config/policies.js';
import { sharedSalt } from '../delivery/main/shared-salt.js';
import type { Diagnostics } from '../diagnostics.js';
import { newSalt } from './keyed-hash.js';

export function callerSalt(spool: SpoolPolicy, diagnostics: Diagnostics): string {
  const shared = spool.kind === 'disk' ? sharedSalt(spool.dir, newSalt) : NOTHING_KEPT;
  if (shared.kind === 'found') return shared.salt;
  const text = `MCPWATCH_IDENTITY: a caller has the same hash within this process only: ${shared.why}`;
  diagnostics.once('identity', text);
  return newSalt();
}

const NOTHING_KEPT = { kind: 'none', why: 'events are kept in memory' } as const;
