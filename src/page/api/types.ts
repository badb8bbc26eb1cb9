/** What the collector answers (docs/dev.md). Field names are the API's own. */
import type { Problem as ProblemGroup } from '../../analysis/problems/problem.js';
import type { EventRow, RowStatus } from '../../analysis/rows/row.js';

export type Status = RowStatus;

export type Row = EventRow;

export interface RowWithChildren extends Row {
  readonly children?: readonly Row[];
  readonly children_count?: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly complete: boolean;
}

export interface ExceptionCause {
  readonly type: string | null;
  readonly message: string | null;
  readonly stacktrace: string | null;
}

export interface EventDetail {
  readonly row: Row;
  readonly parent: Row | null;
  readonly children: readonly Row[];
  readonly rounds: readonly Row[];
  readonly exception: (ExceptionCause & { readonly cause: readonly ExceptionCause[] }) | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly body_bytes: number;
  readonly previous_event_id: string | null;
  readonly next_event_id: string | null;
}

export type SessionStatus = 'open' | 'closed' | 'died' | 'quiet';

export interface Session {
  readonly session_id: string;
  readonly instance: string;
  readonly run_id: string | null;
  readonly server_name: string;
  readonly server_version: string;
  readonly client_name: string;
  readonly client_version: string;
  readonly transport_type: string;
  readonly mcp_protocol_version: string;
  readonly started_at: string;
  readonly last_at: string;
  readonly ended_at: string | null;
  readonly status: SessionStatus;
  readonly events: number;
  readonly calls: number;
  readonly errors: number;
  readonly running: number;
  readonly request_bytes: number;
  readonly response_bytes: number;
}

export interface Definition {
  readonly bytes: number;
  readonly description_bytes: number;
  readonly schema_bytes: number;
  readonly tokens_estimate: number;
}

export interface Tool {
  readonly server_name: string;
  readonly name: string;
  readonly calls: number;
  readonly errors: number;
  readonly error_rate: number;
  readonly running: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly max_ms: number | null;
  readonly request_bytes_p95: number | null;
  readonly response_bytes_p95: number | null;
  readonly trend: readonly number[];
  readonly first_at: string | null;
  readonly last_at: string | null;
  readonly last_error: { readonly event_id: string; readonly at: string; readonly message: string } | null;
  readonly listed: boolean;
  readonly definition: Definition | null;
  readonly registered_at: string | null;
  readonly changes: number;
}

export interface Catalogue {
  readonly server_name: string;
  readonly kind: 'tools' | 'prompts' | 'resources';
  readonly hash: string;
  readonly seen_at: string;
  readonly entries: number;
  readonly bytes: number;
  readonly tokens_estimate: number;
  readonly largest: readonly { readonly name: string; readonly bytes: number }[];
}

export interface ToolList {
  readonly items: readonly Tool[];
  readonly complete: boolean;
  readonly exact: boolean;
  readonly catalogues: readonly Catalogue[];
}

export interface ToolDetail {
  readonly tool: Tool;
  readonly definition: Readonly<Record<string, unknown>> | null;
  readonly changes: readonly { readonly at: string; readonly from: unknown; readonly to: unknown }[];
}

/** A group of failures, and what the collector knows of it. */
export interface Problem extends ProblemGroup {
  readonly advice: string | null;
  readonly count: number;
  readonly servers: readonly string[];
  readonly servers_total: number;
  readonly names: readonly string[];
  readonly names_total: number;
  readonly first_at: string;
  readonly last_at: string;
  readonly trend: readonly number[];
  readonly last_event_id: string | null;
  readonly open_calls: readonly Row[];
}

export interface SeriesKey {
  readonly server_name?: string;
  readonly event_name?: string;
  readonly status?: string;
  readonly other?: true;
}

export interface SeriesLine {
  readonly key: SeriesKey;
  readonly calls: readonly number[];
  readonly errors: readonly number[];
  readonly p50_ms: readonly (number | null)[];
  readonly p95_ms: readonly (number | null)[];
  readonly p99_ms: readonly (number | null)[];
}

export interface Series {
  readonly from: string;
  readonly to: string;
  readonly step_ms: number;
  readonly finished: number;
  readonly source: 'rollup' | 'events';
  readonly complete: boolean;
  readonly series: readonly SeriesLine[];
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}
