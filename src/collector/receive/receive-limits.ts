/** What `POST /v1/events` accepts (docs/dev.md). */
const MIB = 1024 * 1024;

export const RECEIVE_LIMITS = {
  /** One request, after decompression. */
  bodyBytes: 32 * MIB,
  /** All requests in progress together, after decompression. */
  totalBytes: 64 * MIB,
  batchEvents: 10_000,
  eventBytes: 16 * MIB,
  eventDepth: 500,
  /** Members and elements: a short text can become a great many objects. */
  eventValues: 1_000_000,
};
