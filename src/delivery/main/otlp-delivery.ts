/** The delivery over OTLP: with a worker thread, a queue and a ledger of its own. */

import { loadBuiltFile } from '../../built-file.js';
import type { TraceSettings } from '../../config/otlp/otlp-settings.js';
import type { Settings } from '../../config/parse-config.js';
import type { Diagnostics } from '../../diagnostics.js';
import { environment } from '../../environment.js';
import { createLedger, type Ledger } from '../../ledger.js';
import type { Audience } from '../../model.js';
import { addressesOf, takenBy } from '../target.js';
import { Delivery } from './delivery.js';
import type { OtlpDeliverySetup } from './otlp-target.js';
import { loadWorkerSource } from './worker-start.js';

export interface OtlpDelivery {
  readonly delivery: Delivery;
  readonly ledger: Ledger;
  /** Which events are sent. */
  readonly taken: ReadonlySet<Audience>;
  readonly addresses: readonly string[];
  /** `undefined` when metrics only are sent. */
  readonly tracing: TraceSettings | undefined;
  readonly hasMetrics: boolean;
}

interface OtlpFile {
  otlpTarget(
    settings: Settings,
    env: Readonly<Record<string, string | undefined>>,
    instance: string,
  ): OtlpDeliverySetup;
}

/**
 * `undefined` when OTLP is off; a line on stderr says so where it was asked for. `instance`: this process in the ids of
 * its events.
 */
export function createOtlpDelivery(
  settings: Settings,
  diagnostics: Diagnostics,
  instance: string,
): OtlpDelivery | undefined {
  if (settings.otlp.kind === 'off') return undefined;
  const { otlpTarget } = loadBuiltFile('otlp-target.cjs', () => require('./otlp-target.cjs')) as OtlpFile;
  const { target, problems, program } = otlpTarget(settings, environment(), instance);
  for (const { variable, message } of problems) diagnostics.error(`${variable}: ${message}`);
  if (target === undefined) return undefined;
  const ledger = createLedger();
  const delivery = new Delivery({
    settings,
    target,
    diagnostics: prefixed(diagnostics, 'OTLP: '),
    ledger,
    loadSource: () => program + loadWorkerSource(),
  });
  const { traces, metrics, sampler, propagators } = target.settings;
  const tracing: TraceSettings = {
    sampler,
    parent: settings.otlpParent,
    isRead: propagators.includes('tracecontext'),
    isInjected: settings.otlpInject,
    hasBaggage: settings.otlpInject && propagators.includes('baggage'),
  };
  return {
    delivery,
    ledger,
    taken: takenBy(target),
    addresses: addressesOf(target),
    tracing: traces === undefined ? undefined : tracing,
    hasMetrics: metrics !== undefined,
  };
}

/** Both deliveries report the same kinds of problems, each once. */
function prefixed(diagnostics: Diagnostics, prefix: string): Diagnostics {
  return {
    error: (text) => diagnostics.error(prefix + text),
    info: (text) => diagnostics.info(prefix + text),
    debug: (text) => diagnostics.debug(prefix + text),
    once: (key, text) => diagnostics.once(prefix + key, prefix + text),
  };
}
