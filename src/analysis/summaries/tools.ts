/** One line per tool: how often it was called, how long that took, how it failed. */
import { isFailed, type Row, type RowStatus } from '../rows/row.js';
import { percentileOf } from './percentile.js';

export interface LastError {
  readonly event_id: string;
  readonly at_ms: number;
  readonly message: string;
}

/** Counts of one tool. Durations and sizes come as percentiles, from wherever they are at hand. */
export interface ToolTotals {
  readonly server_name: string;
  readonly name: string;
  readonly calls: number;
  readonly errors: number;
  readonly first_ms: number;
  readonly last_ms: number;
  readonly last_error: LastError | null;
}

export interface ToolNumbers {
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly max_ms: number | null;
  readonly request_bytes_p95: number | null;
  readonly response_bytes_p95: number | null;
}

export const NO_NUMBERS: ToolNumbers = {
  p50_ms: null,
  p95_ms: null,
  p99_ms: null,
  max_ms: null,
  request_bytes_p95: null,
  response_bytes_p95: null,
};

class Tool {
  #totals: ToolTotals;
  readonly #durations: number[] = [];
  readonly #requestBytes: number[] = [];
  readonly #responseBytes: number[] = [];

  constructor(row: Row) {
    this.#totals = emptyTool(row);
  }

  add(row: Row): void {
    this.#totals = withCall(this.#totals, row);
    this.#durations.push(row.duration_ms);
    if (row.request_bytes !== null) this.#requestBytes.push(row.request_bytes);
    if (row.response_bytes !== null) this.#responseBytes.push(row.response_bytes);
  }

  result(): { totals: ToolTotals; numbers: ToolNumbers } {
    const durations = this.#durations.sort((a, b) => a - b);
    const p95 = (sizes: number[]) =>
      percentileOf(
        sizes.sort((a, b) => a - b),
        0.95,
      );
    const numbers = {
      p50_ms: percentileOf(durations, 0.5),
      p95_ms: percentileOf(durations, 0.95),
      p99_ms: percentileOf(durations, 0.99),
      max_ms: durations.at(-1) ?? null,
      request_bytes_p95: p95(this.#requestBytes),
      response_bytes_p95: p95(this.#responseBytes),
    };
    return { totals: this.#totals, numbers };
  }
}

export function emptyTool({ server_name, event_name, started_ms }: Row): ToolTotals {
  const none = { calls: 0, errors: 0, first_ms: started_ms, last_ms: started_ms, last_error: null };
  return { server_name, name: event_name, ...none };
}

/** A call that is still running, or whose reply is a task or a question to the client, has no result to count yet. */
const UNFINISHED = new Set<RowStatus>(['running', 'hanging', 'task', 'input_required']);

export function isToolCall({ event_type, status }: Pick<Row, 'event_type' | 'status'>): boolean {
  return event_type === 'tool_call' && !UNFINISHED.has(status);
}

export function withCall(totals: ToolTotals, row: Row): ToolTotals {
  const isError = isFailed(row);
  const isNewest = isError && row.started_ms >= (totals.last_error?.at_ms ?? 0);
  return {
    ...totals,
    calls: totals.calls + 1,
    errors: totals.errors + (isError ? 1 : 0),
    first_ms: Math.min(totals.first_ms, row.started_ms),
    last_ms: Math.max(totals.last_ms, row.started_ms),
    last_error: isNewest
      ? { event_id: row.event_id, at_ms: row.started_ms, message: row.error_message ?? '' }
      : totals.last_error,
  };
}

export class ToolSummary {
  readonly #tools = new Map<string, Tool>();

  add(row: Row): void {
    if (!isToolCall(row)) return;
    const key = toolKey(row.server_name, row.event_name);
    let tool = this.#tools.get(key);
    if (tool === undefined) {
      tool = new Tool(row);
      this.#tools.set(key, tool);
    }
    tool.add(row);
  }

  result(): readonly { readonly totals: ToolTotals; readonly numbers: ToolNumbers }[] {
    return [...this.#tools.values()].map((tool) => tool.result());
  }
}

export function toolKey(server: string, name: string): string {
  return `${server}\u0000${name}`;
}
