/** What completes the term that is being typed in the filter: keys, and values that the collector has seen. */
import { get } from '../api/client.js';
import type { ValueCount } from '../api/types.js';
import { countOf, textOf } from '../format/quantity.js';
import { term, termsOf } from './term.js';

export interface Suggestion {
  /** What replaces the term at the cursor. */
  readonly text: string;
  readonly note: string;
}

/** docs/dev.md, "The filter". */
const KEYS: readonly Suggestion[] = [
  { text: 'tool:', note: 'tool calls of this name' },
  { text: 'server:', note: 'server name' },
  { text: 'client:', note: 'client name' },
  { text: 'method:', note: 'JSON-RPC method' },
  { text: 'status:', note: 'ok, error, running, hanging, died …' },
  { text: 'type:', note: 'event type' },
  { text: 'session:', note: 'session id' },
  { text: 'run:', note: 'run id' },
  { text: 'error:', note: 'error.type' },
  { text: 'code:', note: 'JSON-RPC error code' },
  { text: 'transport:', note: 'stdio, streamable-http …' },
  { text: 'dur:>', note: 'duration, such as dur:>500ms' },
  { text: 'wait:>', note: 'time waiting for the client' },
  { text: 'bytes:>', note: 'size, such as bytes:>10k' },
  { text: 'since:', note: 'an age or a time, such as since:15m' },
  { text: 'until:', note: 'an age or a time' },
];

/** Keys whose values the collector can list. */
const LISTED = /^-?(tool|name|server|client|method|type|session|run|status|error|transport|protocol):(.*)$/;

/** `isAsked`: all keys, where nothing has been typed. */
export async function suggestionsFor(typed: string, isAsked: boolean): Promise<readonly Suggestion[]> {
  const [, key, value = ''] = LISTED.exec(typed) ?? [];
  if (key === undefined)
    return KEYS.filter(({ text }) => (isAsked || typed !== '') && text.startsWith(typed) && text !== typed);
  const prefix = value.split(',').at(-1)?.replaceAll('"', '') ?? '';
  const answer = await get<{ readonly items: readonly ValueCount[] }>('/api/values', { key, prefix, limit: 8 });
  if (answer.status !== 'ok') return [];
  const sign = typed.startsWith('-') ? '-' : '';
  return answer.value.items.map(({ value: found, count }) => ({
    text: sign + term(key, found),
    note: textOf(countOf(count)),
  }));
}

/** The term that ends at the cursor. */
export function typedTerm(text: string): string {
  return /\s$/.test(text) ? '' : (termsOf(text).at(-1) ?? '');
}
