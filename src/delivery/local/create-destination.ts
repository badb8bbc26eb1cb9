/** The destination that a target stands for. */
import type { SdkIdentity } from '../../model.js';
import type { Destination } from '../ship/destination.js';
import { createEndpoint } from '../ship/mcpwatch/endpoint.js';
import type { Target } from '../target.js';
import { createLocalDestination } from './local-destination.js';

export function createDestination(
  target: Target,
  sdk: SdkIdentity,
  env: Readonly<Record<string, string | undefined>>,
): Destination {
  if (target.kind === 'local') return createLocalDestination({ dir: target.dir, sdk });
  if (target.kind === 'otlp') throw new Error('OTLP is sent by a program of its own');
  const { endpoint, apiKey, isLoopback } = target;
  return createEndpoint({ endpoint, apiKey, isLoopback, sdk, env });
}
