import type { QuotaInfo } from '../../model.js';

/** What became of one batch. */
export type Outcome =
  /** `refused`: how many of its events the endpoint took the request for, but not the event. */
  | { readonly status: 'delivered'; readonly refused: number; readonly quota: QuotaInfo | undefined }
  /** Worth another attempt; with `pauseMs` not before that time, and nothing else either. */
  | {
      readonly status: 'retryable';
      readonly why: string;
      readonly pauseMs: number | undefined;
      readonly quota: QuotaInfo | undefined;
    }
  | { readonly status: 'rejected'; readonly why: string; readonly quota: QuotaInfo | undefined };

/** Where batches go: lines in, an outcome out. Never rejects. */
export interface Destination {
  send(lines: readonly Uint8Array[]): Promise<Outcome>;
  close(): void;
}
