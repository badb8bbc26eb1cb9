/**
 * Which traces are sent (specification/trace/sdk.md, "Built-in samplers"). The ratio's test is that of OpenTelemetry JS,
 * so that a host that uses it and mcpwatch decide alike.
 */
import type { SamplerSettings } from './otlp-settings.js';

/** `parent`: whether the parent is sampled, `undefined` for a root. */
export function isTraceSampled(
  traceId: string,
  parent: boolean | undefined,
  { name, ratio }: SamplerSettings,
): boolean {
  if (name.startsWith('parentbased_') && parent !== undefined) return parent;
  if (name.endsWith('traceidratio')) return isWithinRatio(traceId, ratio);
  return name.endsWith('always_on');
}

/** `traceId`: 32 hex digits. */
function isWithinRatio(traceId: string, ratio: number): boolean {
  let mixed = 0;
  for (let at = 0; at < traceId.length; at += 8) mixed ^= Number.parseInt(traceId.slice(at, at + 8), 16);
  return mixed >>> 0 < Math.floor(ratio * 0xffffffff);
}
