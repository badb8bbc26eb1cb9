/** Percentiles of one tool's calls, of the raw durations: by their index, counted from the nearer end. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { percentileOf, rankOf } from '../../../analysis/summaries/percentile.js';
import type { ToolNumbers, ToolTotals } from '../../../analysis/summaries/tools.js';
import { number } from './columns.js';

/** The newest calls, of which the sizes are looked at. */
const SIZES_LOOKED_AT = 200;
/** As `isToolCall` says, in the words of the index. */
const FINISHED = "event_type = 'tool_call' AND status NOT IN ('running', 'hanging', 'task', 'input_required')";

export class ToolNumbersReader {
  readonly #fromStart: StatementSync;
  readonly #fromEnd: StatementSync;
  readonly #sizes: StatementSync;

  constructor(db: DatabaseSync) {
    const calls = `FROM events WHERE server_name = ? AND event_name = ? AND ${FINISHED}`;
    this.#fromStart = db.prepare(`SELECT duration_ms ${calls} ORDER BY duration_ms LIMIT 1 OFFSET ?`);
    this.#fromEnd = db.prepare(`SELECT duration_ms ${calls} ORDER BY duration_ms DESC LIMIT 1 OFFSET ?`);
    this.#sizes = db.prepare(
      `SELECT request_bytes, response_bytes FROM events WHERE event_name = ? AND +server_name = ? AND +event_type = 'tool_call'
       ORDER BY started_ms DESC LIMIT ?`,
    );
  }

  read({ server_name, name, calls }: ToolTotals): ToolNumbers {
    const at = (share: number) => this.#duration(server_name, name, calls, rankOf(calls, share));
    const sizes = this.#sizes.all(name, server_name, SIZES_LOOKED_AT);
    const p95 = (column: 'request_bytes' | 'response_bytes') => {
      const known = sizes.flatMap((record) => (record[column] === null ? [] : [number(record[column])]));
      return percentileOf(
        known.sort((a, b) => a - b),
        0.95,
      );
    };
    return {
      p50_ms: at(0.5),
      p95_ms: at(0.95),
      p99_ms: at(0.99),
      max_ms: at(1),
      request_bytes_p95: p95('request_bytes'),
      response_bytes_p95: p95('response_bytes'),
    };
  }

  #duration(server: string, name: string, count: number, rank: number): number | null {
    const fromEnd = count - 1 - rank;
    const found = rank <= fromEnd ? this.#fromStart.get(server, name, rank) : this.#fromEnd.get(server, name, fromEnd);
    return found === undefined ? null : number(found['duration_ms']);
  }
}
