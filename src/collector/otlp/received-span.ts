/** A span that came over OTLP, in one form for both encodings: the fields that an event is made of. */

export type AttributeValue = string | number | boolean | readonly AttributeValue[] | AttributeMap | null;
export interface AttributeMap {
  readonly [name: string]: AttributeValue;
}

export interface ReceivedSpan {
  /** Hex digits, as many as there were. */
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  /** As in trace.proto: 2 server, 3 client. */
  readonly kind: number;
  /** Nanoseconds since 1970. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly attributes: AttributeMap;
  readonly events: readonly ReceivedSpanEvent[];
  readonly status: { readonly code: number; readonly message: string };
  readonly source: SpanSource;
}

export interface ReceivedSpanEvent {
  readonly name: string;
  readonly attributes: AttributeMap;
}

/** What the spans of one scope have in common. */
export interface SpanSource {
  readonly resource: AttributeMap;
  readonly scopeName: string;
  readonly scopeVersion: string;
}

/** Values inside each other; more are a request made to do harm. */
export const MOST_LEVELS = 32;
