/** What waits for delivery, oldest first: the contract between the spool, which holds lines, and ship, which sends them. */

/** The largest batch in bytes, unless a single line is longer. */
export const MAX_BATCH_BYTES = 1024 * 1024;

export interface BatchLimit {
  readonly events: number;
  /** A batch holds at least one line, however long. */
  readonly bytes: number;
}

export interface Batch {
  /** One JSON object each, without a line break; the same buffers until the batch is acknowledged, invalid from then on. */
  readonly lines: readonly Buffer[];
  /** `true`: the batch can wait for an endpoint that is down; `false`: it lives in memory only. */
  readonly isDurable: boolean;
  /** `true`: these lines were captured by a process that has ended. */
  readonly isAdopted: boolean;
}

export interface Backlog {
  /** What is already known of the batch that comes next, in the buffers that it will have. Changes nothing. */
  peek?(limit: BatchLimit): readonly Buffer[];
  /** `undefined` when nothing waits. Never rejects. */
  nextBatch(limit: BatchLimit): Promise<Batch | undefined>;
  /** The batch returned last is done with: delivered or given up. */
  ack(batch: Batch): void;
}
