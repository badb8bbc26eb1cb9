/** A verdict over events, by the code that `mcpwatch check` runs. */
import type { Baselines } from '../../src/analysis/check/check-drift.js';
import { type Seen, SeenEvents } from '../../src/analysis/check/seen.js';
import { judge, type Verdict } from '../../src/analysis/check/verdict.js';
import { readConfig } from '../../src/cli/check/read-config.js';
import { parseLines } from '../../src/collector/receive/parse-batch.js';
import { nextEvent } from './collector.js';

export type Event = ReturnType<typeof nextEvent>;

export function seenIn(events: readonly unknown[]): Seen {
  const seen = new SeenEvents();
  const { events: parsed, faults } = parseLines(events.map((event) => Buffer.from(JSON.stringify(event))));
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  for (const event of parsed) seen.add(event);
  return seen.result();
}

/** `config`: what mcpwatch.json says. */
export const expectationsIn = (config: unknown) => readConfig(JSON.stringify(config));

export function judged(events: readonly unknown[], config: unknown = {}, baselines: Baselines = new Map()): Verdict {
  const expectations = expectationsIn(config);
  return judge({ seen: seenIn(events), expectations, baselines, unverified: [] });
}

/** A reply to `tools/list`; each tool is a name or a definition. */
export function listed(...tools: readonly (string | Readonly<Record<string, unknown>>)[]): Event {
  return {
    ...nextEvent({ event_name: 'tools/list', mcp_method: 'tools/list', request_params: {} }),
    event_type: 'request' as never,
    response_content: {
      tools: tools.map((tool) => (typeof tool === 'string' ? { name: tool, inputSchema: { type: 'object' } } : tool)),
    },
  };
}

export const called = (name: string, more: Parameters<typeof nextEvent>[0] = {}) =>
  nextEvent({ event_name: name, ...more });

export const times = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));
