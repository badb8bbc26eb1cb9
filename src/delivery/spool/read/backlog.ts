/** What waits for delivery, oldest first: the seam between the spool and whoever ships. */

export interface BatchLimit {
  readonly events: number;
  /** A batch holds at least one line, however long. */
  readonly bytes: number;
}

export interface Batch {
  /** Each one JSON object, without a line end; the same again until the batch is acknowledged. */
  readonly lines: readonly Buffer[];
  /** `true`: it can wait for an endpoint that is down; `false`: it lives in memory only. */
  readonly isDurable: boolean;
  /** `true`: these lines were captured by a process that is dead. */
  readonly isAdopted: boolean;
}

export interface Backlog {
  /** `undefined` when nothing waits. Never rejects. */
  nextBatch(limit: BatchLimit): Promise<Batch | undefined>;
  /** The batch given last is done with, delivered or given up. */
  ack(batch: Batch): void;
}
