/** Parts of a filter, for summaries that do not need the rows. */
import type { Filter, TextField } from '../../analysis/filter/filter.js';
import { createMatcher } from '../../analysis/filter/match.js';
import type { Row } from '../../analysis/rows/row.js';

const EMPTY_ROW: Row = {
  seq: 0,
  key: 0,
  event_id: '',
  trace_id: '',
  span_id: '',
  parent_span_id: null,
  event_type: '',
  event_name: '',
  mcp_method: '',
  started_ms: 0,
  duration_ms: 0,
  status: 'ok',
  direction: 'inbound',
  nested: false,
  server_name: '',
  server_version: '',
  client_name: '',
  client_version: '',
  transport_type: '',
  mcp_protocol_version: '',
  session_id: '',
  run_id: null,
  request_bytes: null,
  response_bytes: null,
  bytes_estimated: false,
  client_wait_ms: null,
  error_type: null,
  error_message: null,
  error_code: null,
  result_type: null,
  operation_id: null,
  task_id: null,
  problem_id: null,
};

/** The terms for these fields only. */
export function termsFor(filter: Filter, fields: readonly TextField[]): Filter {
  return { terms: filter.terms.filter((term) => term.kind === 'field' && fields.includes(term.field)) };
}

/** Whether the filter has terms for these fields and for times only. */
export function isLimitedTo(filter: Filter, fields: readonly TextField[]): boolean {
  return filter.terms.every((term) => term.kind === 'time' || (term.kind === 'field' && fields.includes(term.field)));
}

/** Matches something that has only some of a row's fields. */
export function createPartMatcher(filter: Filter): (part: Partial<Row>) => boolean {
  const matches = createMatcher(filter);
  return (part) => matches({ ...EMPTY_ROW, ...part });
}

/** The period that `since:` and `until:` set. */
export function periodOf(filter: Filter): { readonly fromMs: number | undefined; readonly toMs: number | undefined } {
  const edge = (name: 'since' | 'until') =>
    filter.terms.flatMap((term) => (term.kind === 'time' && term.edge === name ? [term.atMs] : []));
  const [since, until] = [edge('since'), edge('until')];
  return {
    fromMs: since.length === 0 ? undefined : Math.max(...since),
    toMs: until.length === 0 ? undefined : Math.min(...until),
  };
}
