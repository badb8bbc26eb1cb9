/** Reads events that were recorded earlier: a file, standard input, or a run that `mcpwatch dev` has stored. */

import { SeenEvents } from '../../analysis/check/seen.js';
import { counted } from '../../analysis/counted.js';
import { parseLines } from '../../collector/receive/parse-batch.js';
import { type EventSource, SourceUnavailable } from '../source/event-source.js';
import { openSource } from '../source/open-source.js';
import type { CheckInput } from './check-flags.js';
import type { Observation } from './observation.js';

type Recorded = Exclude<CheckInput, { kind: 'program' }>;

/** A source that cannot be read has nothing to say about the server: the result is unverified. */
export async function readEvents(input: Recorded, env: NodeJS.ProcessEnv): Promise<Observation> {
  const seen = new SeenEvents();
  try {
    const source = await openSource(input.kind === 'file' ? input.path : undefined, env);
    try {
      const filter = input.kind === 'run' ? `run:${JSON.stringify(input.id)}` : '';
      let refused = 0;
      for await (const text of source.events(filter)) refused += addTo(seen, text);
      return observed(seen, source, refused);
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof SourceUnavailable)) throw error;
    return { seen: seen.result(), unverified: [error.message], ending: undefined };
  }
}

function addTo(seen: SeenEvents, text: string): number {
  const { events, faults } = parseLines([Buffer.from(text)]);
  for (const event of events) seen.add(event);
  return faults.length;
}

function observed(seen: SeenEvents, { name, unreadable }: EventSource, refused: number): Observation {
  const result = seen.result();
  return {
    seen: result,
    ending: undefined,
    unverified: [
      ...(result.sessions === 0 ? [`no session of an MCP server is in ${name}`] : []),
      ...(unreadable === undefined
        ? []
        : [`${counted(unreadable.lines, 'line')} of ${name} could not be read as events: ${unreadable.first}`]),
      ...(refused > 0 ? [`${counted(refused, 'event')} of ${name} could not be read`] : []),
    ],
  };
}
