/** Attributes in which an event carries what W3C Trace Context says beyond the ids, from capture to the OTLP destination. */
export const TRACE_ATTRIBUTE = {
  /** Two hex digits: the flags of the span's own context. */
  flags: 'mcpwatch.trace.flags',
  /** `tracestate` of the parent. */
  state: 'mcpwatch.trace.state',
  /** `traceparent` of the ambient span, where the parent is another one. */
  link: 'mcpwatch.trace.link',
} as const;
