/** Values for completing a filter, the most frequent of recent events first. */
import { COLUMN_OF, type Filter, type Term, type TextField } from '../../analysis/filter/filter.js';
import { deadlineIn } from '../store/deadline.js';
import type { Source } from '../store/source.js';
import { SEARCH_MS } from './visit.js';

export interface ValuesArguments {
  readonly key: TextField;
  readonly prefix: string;
  readonly filter: Filter;
  readonly limit: number;
}

export interface ValuesResult {
  readonly items: readonly { readonly value: string; readonly count: number }[];
}

const ROWS_LOOKED_AT = 20_000;

export function valuesQuery(source: Source, { key, prefix, filter, limit }: ValuesArguments): ValuesResult {
  const request = { filter: restricted(filter, key), maxRows: ROWS_LOOKED_AT, deadline: deadlineIn(SEARCH_MS) };
  const counts = source.values(COLUMN_OF[key], request);
  const wanted = prefix.toLowerCase();
  const items = [...counts]
    .filter(([value]) => value !== '' && value.toLowerCase().startsWith(wanted))
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count);
  return { items: items.slice(0, limit) };
}

/** Names of tools are those of tool calls. */
function restricted({ terms }: Filter, key: TextField): Filter {
  if (key !== 'tool') return { terms };
  const calls: Term = { kind: 'field', field: 'type', values: [{ kind: 'exact', text: 'tool_call' }], not: false };
  return { terms: [...terms, calls] };
}
