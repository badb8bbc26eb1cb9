/** From the body of a request to events: each is checked on its own, and rejected on its own. */
import type { Incoming } from '../store/incoming.js';
import { findBatch, type Slice } from './batch-slices.js';
import { eventFault, isEvent } from './event-shape.js';
import { incomingOf } from './incoming-of.js';
import { RECEIVE_LIMITS } from './receive-limits.js';

export interface Fault {
  /** Position in the batch, from 0. */
  readonly index: number;
  readonly fault: string;
}

export interface ParsedBatch {
  readonly events: readonly Incoming[];
  readonly faults: readonly Fault[];
}

export function parseBatch(body: Buffer): ParsedBatch | { readonly malformed: string } {
  const found = findBatch(body);
  if (found.kind === 'malformed') return { malformed: found.reason };
  if (found.slices.length > RECEIVE_LIMITS.batchEvents) {
    return { malformed: `expected at most ${RECEIVE_LIMITS.batchEvents} events in one batch` };
  }
  return collect(found.slices.map((slice) => sliceFault(slice) ?? parseEvent(body, slice)));
}

/** Events that came as separate lines, such as those of the spool or an imported file. */
export function parseLines(lines: readonly Buffer[]): ParsedBatch {
  return collect(
    lines.map((line) => {
      const found = findBatch(Buffer.concat([Buffer.from('{"batch":['), line, Buffer.from(']}')]));
      const [slice] = found.kind === 'found' ? found.slices : [];
      if (found.kind === 'malformed' || slice === undefined) return 'expected a JSON object';
      return sliceFault(slice) ?? parseEvent(line, { start: 0, end: line.length });
    }),
  );
}

function collect(results: readonly (Incoming | string)[]): ParsedBatch {
  const events: Incoming[] = [];
  const faults: Fault[] = [];
  for (const [index, result] of results.entries()) {
    if (typeof result === 'string') faults.push({ index, fault: result });
    else events.push(result);
  }
  return { events, faults };
}

function sliceFault({ start, end, depth, values }: Slice): string | undefined {
  const { eventBytes, eventDepth, eventValues } = RECEIVE_LIMITS;
  if (end - start > eventBytes) return `expected at most ${eventBytes} bytes`;
  if (depth > eventDepth) return `expected at most ${eventDepth} levels of objects and arrays`;
  return values > eventValues ? `expected at most ${eventValues} values` : undefined;
}

function parseEvent(body: Buffer, { start, end }: Pick<Slice, 'start' | 'end'>): Incoming | string {
  const text = body.toString('utf8', start, end).trim();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `expected JSON: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`;
  }
  return isEvent(value) ? incomingOf(value, text) : (eventFault(value) ?? 'expected an event');
}
