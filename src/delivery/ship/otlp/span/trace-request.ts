/** A batch of events as one request: the spans of each resource together, in the order of the events. */
import type { Resource, ResourceSpans, Scope, Span, TraceRequest } from '../encode/messages.js';
import type { Resources } from '../resource/resources.js';
import type { RecordedEvent } from './recorded-event.js';
import { type SpanOptions, toSpan } from './to-span.js';

export interface BatchOfSpans {
  readonly request: TraceRequest;
  readonly count: number;
}

/** `undefined` when none of the events has a span: empty requests are not sent. */
export function traceRequest(
  events: readonly RecordedEvent[],
  resources: Resources,
  options: SpanOptions,
): BatchOfSpans | undefined {
  const byResource = new Map<Resource, { scope: Scope; spans: Span[] }>();
  let count = 0;
  for (const event of events) {
    const span = toSpan(event, options);
    if (span === undefined) continue;
    const { resource } = resources.of(event);
    const known = byResource.get(resource);
    if (known === undefined) byResource.set(resource, { scope: scopeOf(event), spans: [span] });
    else known.spans.push(span);
    count += 1;
  }
  if (count === 0) return undefined;
  const resourceSpans = [...byResource].map(
    ([resource, scopeSpans]): ResourceSpans => ({ resource, scopeSpans: [scopeSpans] }),
  );
  return { request: { resourceSpans }, count };
}

export const scopeOf = (event: RecordedEvent): Scope => ({ name: event.sdk_name, version: event.sdk_version });
