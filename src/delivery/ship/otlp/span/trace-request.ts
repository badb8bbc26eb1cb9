/** A batch of events as one request: the spans of each resource together, in the order of the events. */
import type { Resource, ResourceSpans, Scope, Span, TraceRequest } from '../encode/messages.js';
import type { Source } from '../resource/resources.js';
import type { RecordedEvent } from './recorded-event.js';

/** What an event adds to a request; nothing, where it has no span. */
export interface TracedEvent {
  readonly event: Pick<RecordedEvent, 'sdk_name' | 'sdk_version'>;
  readonly source: Source;
  readonly span: Span | undefined;
}

export interface BatchOfSpans {
  readonly request: TraceRequest;
  readonly count: number;
}

/** `undefined` when none of the events has a span: empty requests are not sent. */
export function traceRequest(events: readonly TracedEvent[]): BatchOfSpans | undefined {
  const byResource = new Map<Resource, { scope: Scope; spans: Span[] }>();
  let count = 0;
  for (const { event, source, span } of events) {
    if (span === undefined) continue;
    const { resource } = source;
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

export const scopeOf = (event: TracedEvent['event']): Scope => ({ name: event.sdk_name, version: event.sdk_version });
