/** Lines of a state file: metrics of a process, which are no events, also in a segment that somebody has adopted. */

/** What src/delivery/ship/otlp/metrics/snapshot.ts begins each of them with. */
const START = Buffer.from('{"mcpwatch.metrics":');

export const isStateLine = (line: Buffer): boolean => line.subarray(0, START.length).equals(START);
