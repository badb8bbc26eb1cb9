/**
 * The shapes that cross layers. No behaviour, and no imports but of types: every layer may depend on this file.
 *
 * The event's field names and types are MCPWatch's own wire format (`POST {endpoint}/v1/events`).
 */
import type { HttpPeer } from './http-peer.js';
import type { HttpRejection } from './http-rejection.js';

/** What an event records; a `request` is every other JSON-RPC request, in either direction. */
export type EventType =
  | 'tool_call'
  | 'resource_read'
  | 'prompt_get'
  | 'initialize'
  | 'close'
  | 'notification'
  | 'error'
  | 'request';

/**
 * For which destinations an event is (see src/delivery/target.ts). `everyone`: what MCPWatch's cloud knows.
 * `conversation`: the rest of what client and server say. `live`: what is happening now, of no use later.
 */
export type Audience = 'everyone' | 'conversation' | 'live';

/** The transport between the server and its client; in-memory and custom transports are `unknown`. */
export type TransportType = 'stdio' | 'sse' | 'streamable-http' | 'websocket' | 'unknown';

/** One recorded fact, in the form in which it is sent: one JSON object. */
export interface McpWatchEvent {
  /** Unique, and sorts by time. The same on every retry, so that a receiver can drop duplicates. */
  readonly event_id: string;
  /** W3C trace id, 32 hex digits. */
  readonly trace_id: string;
  /** W3C span id, 16 hex digits. */
  readonly span_id: string;
  /** W3C span id of the caller; `null` when the request names none. */
  readonly parent_span_id: string | null;
  readonly event_type: EventType;
  /** The tool's name, the resource's URI, the prompt's name, `server.initialize`, `server.close`, or the method. */
  readonly event_name: string;
  /** When the request arrived: ISO 8601 in UTC, with milliseconds. */
  readonly started_at: string;
  /** When its reply was handed to the transport: ISO 8601 in UTC, with milliseconds. */
  readonly ended_at: string;
  /** Milliseconds from the arrival of the request to the handover of its reply, on a monotonic clock. */
  readonly duration_ms: number;
  /** The JSON-RPC method. */
  readonly mcp_method: string;
  /** The negotiated protocol revision; empty until it is known. */
  readonly mcp_protocol_version: string;
  /** The arguments of a tool or prompt, `{uri}` of a resource, the params of a notification. */
  readonly request_params: unknown;
  /** The result object, as it was sent; `null` when there was none. */
  readonly response_content: unknown;
  /** True for a JSON-RPC error, an `isError` result, and a call that the server never answered. */
  readonly is_error: boolean;
  /** The code of a JSON-RPC error response. */
  readonly error_code: number | null;
  /** The text of the error, or of the `isError` result. */
  readonly error_message: string | null;
  /** The MCP transport, on every event. */
  readonly transport_type: TransportType;
  /** The name that the server gives itself. */
  readonly server_name: string;
  /** The version that the server gives itself. */
  readonly server_version: string;
  /** The name that the client gives itself; empty where the protocol does not say. */
  readonly client_name: string;
  /** The version that the client gives itself; empty where the protocol does not say. */
  readonly client_version: string;
  /** Further facts, by name; OpenTelemetry's attribute names where they exist. */
  readonly attributes: Readonly<Record<string, string>>;
  /** `mcpwatch-node`. */
  readonly sdk_name: string;
  /** The version of mcpwatch. */
  readonly sdk_version: string;
}

/** Why an event was not delivered. */
export type DropReason =
  | 'queue_full'
  | 'rejected'
  | 'too_large'
  | 'sampled'
  | 'deadline'
  | 'unreachable'
  | 'expired'
  | 'spool_error'
  | 'capture_error';

/** Reports that `count` events were lost, and why. */
export type OnDrop = (reason: DropReason, count: number) => void;

/** How a class of the MCP SDK came into the process. */
export interface ClassOrigin {
  /** Which hook found it. */
  readonly hook: 'import' | 'require' | 'source' | 'api' | 'instance';
  /** Path or URL of a file of the package that defines it; empty when unknown. */
  readonly file: string;
  readonly moduleKind: 'esm' | 'cjs' | 'unknown';
}

/**
 * Hands a class or entry function of the MCP SDK over to `patch/`, and answers what to put in its place: the
 * same value, but for v2's entries. `name` is the SDK's. Never throws.
 */
export type Adopt = (candidate: unknown, origin: ClassOrigin, name?: string) => unknown;

/** One connection of one server, as `patch/` reports it. Values are the host's own: read, never write. */
export interface Connection {
  /** `undefined` where an entry of SDK v2 listens before it has created a server. */
  readonly server: object | undefined;
  readonly transport: object;
  readonly origin: ClassOrigin;
  /** Whether the connection was in use before it was found. */
  readonly isUnderway?: boolean;
  /** Whether an entry has created the server for one HTTP request, whatever the transport looks like. */
  readonly isForOneRequest?: boolean;
  /** When the HTTP request arrived that `createMcpHandler` answered itself, on the monotonic clock. */
  readonly exchangeArrivedMs?: number;
}

/** A task that a server reports as `completed` or `failed`, with its result. */
export interface TaskOutcome {
  readonly taskId: string;
  readonly status: string;
  readonly result: unknown;
}

/**
 * What `patch/` reports of one connection, and `capture/` listens to. No method may throw into the host; `patch/` guards
 * each call all the same. `during` is the call that is being handled where something happens, as `callOf` returned it.
 */
export interface ConnectionObserver {
  /** `server` has taken over this connection: an entry of SDK v2 has created it. */
  served(server: object): void;
  /**
   * A message from the client, before the SDK sees it. `extra` is the transport's second argument; `peer` is known where
   * it came by HTTP with a request of Node's own.
   */
  inbound(message: unknown, extra: unknown, peer?: HttpPeer): void;
  /** The span of a call that `callOf` returned; `undefined` when no spans are sent. */
  spanOf(call: object): CallSpan | undefined;
  /** The identity of the call that `message`, a request that was reported as inbound, has become. Asked once. */
  callOf(message: unknown): object | undefined;
  /** What a request to the client that is made during a call must carry in its `_meta`; `undefined`: nothing. */
  carriedBy(during: object | undefined): TraceCarrier | undefined;
  /**
   * A message to the client, before the transport gets it. For a reply, returns the identity of what it has ended; for a
   * request, that of the request.
   */
  outbound(message: unknown, options: unknown, during: object | undefined): object | undefined;
  /** The message for which `outbound` returned `what` was not sent: `send` has thrown `error`, or rejected with it. */
  unsent(what: object, error: unknown): void;
  /** The handler of a call threw `error`; the SDK turns it into a reply later. */
  handlerFailed(during: object, error: unknown): void;
  taskEnded(outcome: TaskOutcome, during: object | undefined): void;
  rejected(rejection: HttpRejection): void;
  /** The transport reported an error that belongs to no request. */
  transportFailed(error: unknown): void;
  /** The transport has closed. */
  closed(): void;
}

/** The span of a call, as W3C Trace Context names it. */
export interface CallSpan {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly traceFlags: number;
  /** As in the header: members `key=value`, separated by commas. */
  readonly traceState?: string;
}

/** W3C Trace Context and Baggage as members of `_meta` (SEP-414). */
export interface TraceCarrier {
  readonly traceparent: string;
  readonly tracestate?: string;
  readonly baggage?: string;
}

/** JSON-RPC request id. */
export type RequestId = string | number;

/** A payload as it was at one moment, to be used in place of the payload. */
export interface Snapshot {
  readonly value: unknown;
  /** What the payload was written as. */
  readonly json: string;
}

/** Where `capture/` hands its events on. Neither method throws. */
export interface EventSink {
  /** Takes a finished event, by default for everyone, and keeps nothing of it. */
  emit(event: McpWatchEvent, audience?: Audience): void;
  /** What to record of the params of an event that is still to come: the host may change its objects before then. */
  snapshot(of: Pick<McpWatchEvent, 'event_type' | 'event_name'>, params: unknown): Snapshot;
}

/** A call that has begun, as it is reported if the process dies before it ends. */
export interface BegunCall {
  readonly spanId: string;
  readonly traceId: string;
  readonly parentSpanId: string | null;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
  /** Of the request; `undefined` for a task, which has none of its own. */
  readonly requestId: RequestId | undefined;
  /** As `EventSink.snapshot` returned them. */
  readonly params: unknown;
  /** The event without what is above: the same object for all calls that differ in nothing else. */
  readonly like: McpWatchEvent;
}

/** Where `capture/` reports the calls that are open. The end of a call is its event, if it has one. Neither method throws. */
export interface OpenCalls {
  begun(call: BegunCall): void;
  /** The call has ended, and is not an event. */
  endedSilently(spanId: string): void;
}

/** How much of arguments and results leaves the process. */
export type PayloadMode = 'full' | 'shape' | 'off';

export type LogLevel = 'off' | 'error' | 'info' | 'debug';

/** The quota that the endpoint reported last, in its `x-mcpwatch-quota-*` headers. */
export interface QuotaInfo {
  readonly limit: number;
  readonly remaining: number;
  readonly status: 'ok' | 'warning' | 'exceeded' | 'hard_limit';
  /** When the quota is reset, as the endpoint spells it; empty when it does not say. */
  readonly reset: string;
}

/** Name and version that this SDK reports of itself. */
export interface SdkIdentity {
  readonly name: string;
  readonly version: string;
}
