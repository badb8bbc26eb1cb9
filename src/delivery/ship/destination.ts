/** Where batches go: an interface that knows neither files nor threads. */
import type { QuotaInfo } from '../../model.js';

/** The result of sending one batch. */
export type Outcome =
  /** `refused`: how many events of the accepted batch the endpoint rejected. */
  | { readonly status: 'delivered'; readonly refused: number; readonly quota: QuotaInfo | undefined }
  /** Worth another attempt; with `pauseMs`, nothing may be sent before that time has passed. */
  | {
      readonly status: 'retryable';
      readonly why: string;
      readonly pauseMs: number | undefined;
      /** What another attempt depends on, where that is known. */
      readonly remedy?: 'somebody listens' | 'the user acts';
      readonly quota: QuotaInfo | undefined;
    }
  | { readonly status: 'rejected'; readonly why: string; readonly quota: QuotaInfo | undefined };

export type Failure = Exclude<Outcome, { readonly status: 'delivered' }>;

export interface Destination {
  /** These lines will be sent, perhaps with more: what can be done for them beforehand is done now. Never throws. */
  prepare?(lines: readonly Uint8Array[]): void;
  /** `isLast`: a flush is asked for, and nothing else of this process waits. Never rejects. */
  send(lines: readonly Uint8Array[], isLast?: boolean): Promise<Outcome>;
  /**
   * Sends what does not come in batches, when a flush is asked for. `hasAdopted`: lines of processes that have ended still
   * wait. Never rejects.
   */
  flush?(hasAdopted: boolean): Promise<void>;
  close(): void;
}
