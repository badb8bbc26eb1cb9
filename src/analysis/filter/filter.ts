/** What a filter text means (docs/dev.md, "The filter"). */
import type { Row } from '../rows/row.js';

/** Fields that a term compares as text. */
export type TextField =
  | 'tool'
  | 'name'
  | 'server'
  | 'client'
  | 'method'
  | 'type'
  | 'session'
  | 'run'
  | 'trace'
  | 'span'
  | 'operation'
  | 'status'
  | 'error'
  | 'code'
  | 'transport'
  | 'protocol'
  | 'direction'
  | 'problem';

/** Fields that a term compares as numbers. */
export type NumberField = 'dur' | 'wait' | 'bytes';

/** Both ends are included unless `isOpen…` says otherwise. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
  readonly excludesFrom: boolean;
  readonly excludesTo: boolean;
}

/** `text` is compared whole; `*` in a `pattern` stands for any characters. */
export interface TextValue {
  readonly kind: 'exact' | 'pattern';
  readonly text: string;
}

export type Term =
  | { readonly kind: 'field'; readonly field: TextField; readonly values: readonly TextValue[]; readonly not: boolean }
  | { readonly kind: 'number'; readonly field: NumberField; readonly range: NumberRange; readonly not: boolean }
  | { readonly kind: 'time'; readonly edge: 'since' | 'until'; readonly atMs: number }
  | { readonly kind: 'text'; readonly text: string; readonly not: boolean };

/** Where a term stands in the filter's text, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** All terms must match. Terms for the same text field are already joined. */
export interface Filter {
  readonly terms: readonly Term[];
}

export const NO_FILTER: Filter = { terms: [] };

/** The column behind a text field. */
export const COLUMN_OF = {
  tool: 'tool_name',
  name: 'event_name',
  server: 'server_name',
  client: 'client_name',
  method: 'mcp_method',
  type: 'event_type',
  session: 'session_id',
  run: 'run_id',
  trace: 'trace_id',
  span: 'span_id',
  operation: 'operation_id',
  status: 'status',
  error: 'error_type',
  code: 'error_code',
  transport: 'transport_type',
  protocol: 'mcp_protocol_version',
  direction: 'direction',
  problem: 'problem_id',
} as const satisfies Readonly<Record<TextField, keyof Row>>;

export const TEXT_FIELDS: ReadonlySet<string> = new Set(Object.keys(COLUMN_OF));

export function isTextField(name: string): name is TextField {
  return TEXT_FIELDS.has(name);
}
