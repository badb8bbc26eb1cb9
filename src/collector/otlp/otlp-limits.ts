/** What `POST /v1/traces` accepts (docs/dev.md). */
const MIB = 1024 * 1024;

export const OTLP_LIMITS = {
  /** One request, after decompression. */
  bodyBytes: 32 * MIB,
  /** In JSON. */
  jsonBytes: 16 * MIB,
  jsonValues: 2_000_000,
  /** Spans of MCP servers in one request. */
  spans: 10_000,
};
