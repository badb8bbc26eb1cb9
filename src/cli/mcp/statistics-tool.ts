/** The tool about numbers: how often each tool was called, how long that took, how it failed, and what nobody used. */
import type { Tool } from '../../collector/query/tools-query.js';
import { BOOLEAN, listOf, NUMBER, object, open, orNull, TEXT } from './json-schema.js';
import { FILTER, limit, NUMBERS } from './schemas.js';
import { type EventTool, numberOf, textOf } from './tool.js';

const UNUSED_SHOWN = 100;

export const toolStats: EventTool = {
  name: 'tool_stats',
  title: 'Tools in numbers',
  description:
    'For each tool of the observed servers: calls, errors, percentiles of the duration, sizes, its last error; and the tools that are listed and were never called. Most calls first.',
  input: object({ filter: FILTER, limit: limit(200, 50) }, []),
  output: object({
    tools: listOf(open({ server_name: TEXT, name: TEXT, listed: BOOLEAN, numbers: NUMBERS, last_error: {} })),
    more_tools: NUMBER,
    never_called: listOf(object({ server_name: TEXT, name: TEXT, definition_bytes: orNull('number') })),
    complete: BOOLEAN,
    exact: BOOLEAN,
  }),
  async run(source, args) {
    const { items, complete, exact } = await source.ask('tools', { filter: textOf(args, 'filter') });
    const called = items.filter(({ calls }) => calls > 0).sort((a, b) => b.calls - a.calls);
    const shown = called.slice(0, numberOf(args, 'limit', 50));
    return {
      tools: shown.map(shownTool),
      more_tools: called.length - shown.length,
      never_called: items
        .filter(({ calls, running, listed }) => calls === 0 && running === 0 && listed)
        .slice(0, UNUSED_SHOWN)
        .map(({ server_name, name, definition }) => ({
          server_name,
          name,
          definition_bytes: definition?.bytes ?? null,
        })),
      complete,
      exact,
    };
  },
};

function shownTool(tool: Tool) {
  const { server_name, name, listed, calls, errors, error_rate, p50_ms, p95_ms, p99_ms, max_ms } = tool;
  return {
    server_name,
    name,
    listed,
    numbers: { calls, errors, error_rate, p50_ms, p95_ms, p99_ms, max_ms },
    response_bytes_p95: tool.response_bytes_p95,
    last_at: tool.last_at,
    last_error: tool.last_error,
    definition_changes: tool.changes,
    ...(tool.registered_at === null ? {} : { registered_at: tool.registered_at }),
  };
}
