/** What the worker needs to know when it starts. */
import type { Settings } from '../../config/parse-config.js';
import { SDK } from '../../version.js';
import type { Counters } from '../counters.js';
import type { SpoolSetup, WorkerSetup } from '../link.js';
import { targetOf } from '../target.js';

export function describeWork(
  settings: Settings,
  { memory }: Counters,
  spool: SpoolSetup | undefined,
): Omit<WorkerSetup, 'port'> {
  const { maxBatchSize, flushIntervalMs } = settings;
  return { counters: memory, target: targetOf(settings), maxBatchSize, flushIntervalMs, sdk: SDK, spool };
}
