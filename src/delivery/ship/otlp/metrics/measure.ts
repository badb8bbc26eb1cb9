/** What one event adds to the metrics; `undefined` for what is not an operation. */

import type { SamplerSettings } from '../../../../config/otlp/otlp-settings.js';
import type { Attributes } from '../encode/messages.js';
import { isOutbound, roleOf } from '../span/operation.js';
import { metricAttributes, sessionAttributes } from '../span/operation-attributes.js';
import type { RecordedEvent } from '../span/recorded-event.js';
import { microseconds } from '../span/time.js';
import { isSampled, traceFlags } from '../span/trace-attributes.js';
import type { DurationName } from './instruments.js';
import { seriesKey } from './series-key.js';

export interface Measurement {
  /** Of the series that it belongs to if all its names are known. */
  readonly key: string;
  readonly name: DurationName;
  readonly seconds: number;
  readonly attributes: Attributes;
  /** When it ended. */
  readonly timeUs: number;
  readonly span: { readonly traceId: string; readonly spanId: string; readonly isSampled: boolean };
}

export function measure(event: RecordedEvent, sampler: SamplerSettings): Measurement | undefined {
  const role = roleOf(event);
  if (role === 'note') return undefined;
  const isSession = role === 'session';
  const seconds = Math.max(0, event.duration_ms) / 1000;
  const name = isSession ? 'mcp.server.session.duration' : operationName(event);
  const attributes = isSession ? sessionAttributes(event) : metricAttributes(event);
  return {
    key: seriesKey(name, attributes),
    name,
    seconds,
    attributes,
    timeUs: microseconds(event.started_at) + Math.round(seconds * 1e6),
    // The end of a session has no span.
    span: {
      traceId: event.trace_id,
      spanId: event.span_id,
      isSampled: !isSession && isSampled(traceFlags(event, sampler)),
    },
  };
}

function operationName(event: RecordedEvent): DurationName {
  return isOutbound(event) ? 'mcp.client.operation.duration' : 'mcp.server.operation.duration';
}
