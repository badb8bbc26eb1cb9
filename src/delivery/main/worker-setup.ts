/** What the worker needs to know when it starts. */
import type { Settings } from '../../config/parse-config.js';
import { SDK } from '../../version.js';
import type { Counters } from '../counters.js';
import type { SpoolSetup, WorkerSetup } from '../link.js';
import { batchSizesFor, type Target } from '../target.js';

export function describeWork(
  settings: Settings,
  target: Target,
  { memory }: Counters,
  spool: SpoolSetup | undefined,
): Omit<WorkerSetup, 'port'> {
  const { flushIntervalMs } = target.kind === 'otlp' ? target.settings : settings;
  const batchSizes = batchSizesFor(target, settings);
  const { shutdownTimeoutMs } = settings;
  return { counters: memory, target, batchSizes, flushIntervalMs, shutdownTimeoutMs, sdk: SDK, spool };
}
