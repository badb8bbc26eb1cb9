/** What mcpwatch.json may say. mcpwatch.schema.json is made from this type; read-config.ts checks it. */

export interface CheckConfig {
  /** Where this schema is, for completion in editors: `./node_modules/mcpwatch/mcpwatch.schema.json`. */
  $schema?: string;
  /**
   * Limits by tool, resource, prompt or method; `*` in a name stands for any characters. Without a slash it means no
   * methods.
   */
  budgets?: Record<string, BudgetGroup>;
  /** Tools, resources or prompts that must be called; patterns with `*` too. */
  expect?: string[];
  /** Tools, resources or prompts that must not be called; patterns with `*` too. */
  forbid?: string[];
  /** What fails the check. By default `crash`, `hang`, `stdout` and `drift:breaking`. */
  failOn?: FailOnName[];
  /** The share of listed tools, resources and prompts that must be called: `90%` or 0.9. */
  coverage?: Quantity;
  /** The folder with the baselines, relative to this file. By default `.mcpwatch`. */
  baselines?: string;
}

/** A number in the metric's own unit, or a text with a unit: `800ms`, `24kB`, `2%`. */
type Quantity = number | string;

type FailOnName =
  | 'crash'
  | 'hang'
  | 'stdout'
  | 'secrets'
  | 'invalid'
  | 'drift:breaking'
  | 'drift:loosened'
  | 'drift:description'
  | 'drift:added'
  | 'uncovered';

type Limit =
  | Quantity
  | {
      limit: Quantity;
      /** `warn` is reported, and never fails. By default `error`. */
      severity?: 'error' | 'warn';
    };

interface BudgetGroup {
  /** Median of the duration, in milliseconds. */
  p50?: Limit;
  /** 95th percentile of the duration; needs 20 calls. */
  p95?: Limit;
  /** 99th percentile of the duration; needs 100 calls. */
  p99?: Limit;
  /** The longest duration. */
  max?: Limit;
  /** 95th percentile of the duration without the time spent waiting for the client; needs 20 calls. */
  serverTime?: Limit;
  /** The share of calls that failed: `2%` or 0.02. Calls that their client cancelled do not count. */
  errorRate?: Limit;
  /** The largest result. */
  resultBytes?: Limit;
  /** The most requests to the client, and further rounds, that one call took. */
  roundTrips?: Limit;
  /** Fewer calls than this say nothing: the check then ends with exit code 3. */
  minCalls?: Limit;
  /** `tools/list`, `resources/list`, `prompts/list`: size of the whole list as JSON. */
  bytes?: Limit;
  /** `tools/list`, `resources/list`, `prompts/list`: how many there are. */
  tools?: Limit;
  /** `tools/list`: growth against the baseline: `10%` or 0.1. */
  increase?: Limit;
}
