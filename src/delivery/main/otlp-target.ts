/** Built into a file of its own (dist/otlp-target.cjs), which is read only when MCPWATCH_OTLP is set. */

import program from 'mcpwatch:otlp-program';
import { readOtlpSettings } from '../../config/otlp/otlp-settings.js';
import type { Problem, Settings } from '../../config/parse-config.js';
import type { Environment } from '../../config/spool-folder.js';
import { wallMs } from '../../real-time.js';
import type { ObservedProcess, OtlpTarget } from '../target.js';

export interface OtlpDeliverySetup {
  /** `undefined`: nothing is sent, and the problems say why. */
  readonly target: OtlpTarget | undefined;
  readonly problems: readonly Problem[];
  /** Goes before the text of the worker's program. */
  readonly program: string;
}

/** `instance`: this process in the ids of its events. */
export function otlpTarget({ otlp, otlpPayloads }: Settings, env: Environment, instance: string): OtlpDeliverySetup {
  const { settings, problems } = readOtlpSettings(otlp, env);
  if (settings === undefined) return { target: undefined, problems, program };
  const target: OtlpTarget = {
    kind: 'otlp',
    settings,
    payloads: otlpPayloads,
    process: thisProcess(instance),
  };
  return { target, problems, program };
}

function thisProcess(instance: string): ObservedProcess {
  return {
    instance,
    startUs: Math.round(wallMs() * 1000 - process.uptime() * 1e6),
    pid: process.pid,
    executable: process.execPath,
    command: process.argv[1],
    runtimeVersion: process.versions.node,
  };
}
