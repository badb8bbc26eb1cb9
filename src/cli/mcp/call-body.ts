/** Arguments and result of a stored call, within a limit: a result may have megabytes, a model's context has not. */
import { fieldOf } from '../../sdk-object.js';
import type { EventSource } from '../source/event-source.js';
import { NoAnswer } from './tool.js';

export interface CallBody {
  readonly params: unknown;
  readonly result: unknown;
}

export async function readBody(source: EventSource, eventId: string): Promise<CallBody> {
  const body = await source.ask('body', { id: eventId });
  if (body === undefined) throw new NoAnswer(`no event has the id ${eventId}; search_calls answers ids`);
  return { params: fieldOf(body, 'request_params') ?? null, result: fieldOf(body, 'response_content') ?? null };
}

/** The value itself, or the beginning of its JSON with what was left out. */
export function within(value: unknown, maxBytes: number): unknown {
  const text = JSON.stringify(value) ?? 'null';
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return value;
  return {
    cut: true,
    bytes,
    json_begins_with: Buffer.from(text)
      .toString('utf8', 0, maxBytes)
      .replace(/\uFFFD$/, ''),
  };
}
