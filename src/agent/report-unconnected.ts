/**
 * Reports servers that never connected, at the end of the process: to `mcpwatch dev` only, which takes the events from
 * the spool, so that the process need not wait.
 */
import type { GivenOptions } from '../config/given-options.js';
import { parseConfig } from '../config/parse-config.js';
import { Delivery } from '../delivery/main/delivery.js';
import { takenBy, targetOf } from '../delivery/target.js';
import { createDiagnostics } from '../diagnostics.js';
import { environment } from '../environment.js';
import { createLedger } from '../ledger.js';
import { neverConnectedEvent } from './capture/never-connected.js';
import type { Death } from './capture/process-death.js';
import { createPipeline } from './pipeline/pipeline.js';
import { createRunMark } from './run-mark.js';
import type { CreatedServer } from './unconnected-servers.js';

export function reportUnconnected(servers: readonly CreatedServer[], death: Death, options: GivenOptions): void {
  const { settings } = parseConfig(environment(), options);
  if (settings.disabled || !takenBy(targetOf(settings)).has('live')) return;
  const ledger = createLedger();
  const delivery = new Delivery({ settings, diagnostics: createDiagnostics(settings.log), ledger });
  const mark = createRunMark(settings.runId);
  const { emit } = createPipeline({
    settings: { ...settings, sampleRate: 1 },
    ledger,
    append: (line, spanId) => delivery.append(line, spanId),
  });
  for (const one of servers) emit(mark(neverConnectedEvent(one, death)));
  delivery.flushSync(settings.spool.kind === 'disk' ? 0 : settings.shutdownTimeoutMs);
}
