/** The metrics, as model/mcp/metrics.yaml names and describes them. */
export const DURATIONS = {
  'mcp.server.operation.duration':
    'MCP request or notification duration as observed on the receiver from the time it was received until the result or ack is sent.',
  'mcp.client.operation.duration':
    'The duration of the MCP request or notification as observed on the sender from the time it was sent until the response or ack is received.',
  'mcp.server.session.duration': 'The duration of the MCP session as observed on the MCP server.',
} as const;
export type DurationName = keyof typeof DURATIONS;

/** mcpwatch's own. */
export const DROPPED = 'mcpwatch.events.dropped';
export const DROPPED_DESCRIPTION = 'Events that mcpwatch recorded and could not deliver, by reason.';

export function isDurationName(name: unknown): name is DurationName {
  return typeof name === 'string' && Object.hasOwn(DURATIONS, name);
}
