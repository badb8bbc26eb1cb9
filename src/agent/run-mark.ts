/** Marks events with the run that their process belongs to (MCPWATCH_RUN_ID). */
import type { McpWatchEvent } from '../model.js';

type Mark = (event: McpWatchEvent) => McpWatchEvent;

/** `undefined`: the process belongs to no run, and its events stay as they are. */
export function createRunMark(runId: string | undefined): Mark {
  if (runId === undefined) return (event) => event;
  return (event) => ({ ...event, attributes: { ...event.attributes, 'mcpwatch.run.id': runId } });
}
