/** The shapes that several tools answer with. */
import { BOOLEAN, NUMBER, object, open, orNull, type Schema, TEXT, text, whole } from './json-schema.js';

export const FILTER = text(
  'Terms that must all match, separated by spaces: tool:search, name:, server:, client:, session:, method:tools/list, ' +
    'type:tool_call, status:error (ok error running hanging died cancelled), code:-32602, dur:>500ms, bytes:>10k, ' +
    'since:15m, problem:<id>; -tool:x excludes, tool:get_* matches a pattern, tool:a,b either; any other word is searched in the text',
);
export const CURSOR = text('next_cursor of the answer before');
export const limit = (most: number, fallback: number): Schema => whole(`how many (default ${fallback})`, 1, most);

export const PAGED: Readonly<Record<string, Schema>> = {
  next_cursor: { ...orNull('string'), description: 'for the next page; null at the end' },
  complete: { ...BOOLEAN, description: 'false: the search was cut short, next_cursor goes on' },
};

export const CALL = open({
  event_id: TEXT,
  event_type: TEXT,
  name: TEXT,
  started_at: TEXT,
  duration_ms: NUMBER,
  status: TEXT,
  server_name: TEXT,
  client_name: TEXT,
  session_id: TEXT,
  error_message: orNull('string'),
  request_bytes: orNull('number'),
  response_bytes: orNull('number'),
});

export const NUMBERS = object({
  calls: NUMBER,
  errors: NUMBER,
  error_rate: NUMBER,
  p50_ms: orNull('number'),
  p95_ms: orNull('number'),
  p99_ms: orNull('number'),
  max_ms: orNull('number'),
});
