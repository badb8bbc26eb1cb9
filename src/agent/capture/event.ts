/** Builds events: the wire format, in one place. */
import type { EventType, McpWatchEvent, TransportType } from '../../model.js';
import { SDK } from '../../version.js';
import { type Clock, isoTime, type Moment } from './clock.js';
import type { Failure } from './failure.js';
import { newEventId } from './ids.js';
import type { Party } from './parties.js';

/** What the events of a connection have in common. */
export interface EventContext {
  readonly transportType: TransportType;
  readonly server: Party;
  readonly client: Party;
  /** Negotiated protocol revision. */
  readonly revision: string;
}

export interface EventFacts {
  readonly type: EventType;
  readonly name: string;
  readonly method: string;
  readonly started: Moment;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly params: unknown;
  readonly result: unknown;
  readonly failure: Failure | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An event that ends now. */
export function buildEvent(facts: EventFacts, context: EventContext, clock: Clock): McpWatchEvent {
  const durationMs = Math.max(0, clock.monotonicMs() - facts.started.monotonicMs);
  const endedMs = facts.started.wallMs + durationMs;
  return {
    event_id: newEventId(clock.wallMs()),
    trace_id: facts.traceId,
    span_id: facts.spanId,
    parent_span_id: facts.parentSpanId,
    event_type: facts.type,
    event_name: facts.name,
    started_at: isoTime(facts.started.wallMs),
    ended_at: isoTime(endedMs),
    duration_ms: Math.round(durationMs * 1000) / 1000,
    mcp_method: facts.method,
    mcp_protocol_version: context.revision,
    request_params: facts.params,
    response_content: facts.result,
    is_error: facts.failure !== undefined,
    error_code: facts.failure?.code ?? null,
    error_message: facts.failure?.message ?? null,
    transport_type: context.transportType,
    server_name: context.server.name,
    server_version: context.server.version,
    client_name: context.client.name,
    client_version: context.client.version,
    attributes: facts.failure === undefined ? facts.attributes : { ...facts.attributes, ...facts.failure.attributes },
    sdk_name: SDK.name,
    sdk_version: SDK.version,
  };
}
