/** What the main thread and the worker send each other; plain data, since it is cloned. */
import type { MessagePort } from 'node:worker_threads';
import type { QuotaInfo, SdkIdentity } from '../model.js';
import type { Owner } from './spool/format/owner.js';
import type { Recipient } from './spool/format/recipient.js';
import type { SpoolLimits } from './spool/format/spool-limits.js';
import type { BatchSizes, Target } from './target.js';

/** What the worker gets when it starts. */
export interface WorkerSetup {
  /** `Counters.memory`. */
  readonly counters: Int32Array;
  readonly port: MessagePort;
  readonly target: Target;
  readonly batchSizes: BatchSizes;
  readonly flushIntervalMs: number;
  /** MCPWATCH_SHUTDOWN_TIMEOUT. */
  readonly shutdownTimeoutMs: number;
  readonly sdk: SdkIdentity;
  /** `undefined`: events wait in memory. */
  readonly spool: SpoolSetup | undefined;
}

export interface SpoolSetup {
  readonly dir: string;
  readonly owner: Owner;
  readonly recipient: Recipient;
  readonly limits: SpoolLimits;
}

export type ToWorker =
  | { readonly kind: 'wake' }
  | { readonly kind: 'adopt' }
  /** `isAtExit`: what waits on disk may be left there. */
  | { readonly kind: 'flush'; readonly id: number; readonly isAtExit: boolean }
  | { readonly kind: 'lines'; readonly lines: readonly string[] };

export type ToMain =
  | { readonly kind: 'pull'; readonly count: number }
  | { readonly kind: 'flushed'; readonly id: number }
  /** The counters have changed. */
  | { readonly kind: 'counted' }
  | { readonly kind: 'quota'; readonly quota: QuotaInfo }
  /** Printed once for each key. */
  | { readonly kind: 'problem'; readonly key: string; readonly text: string }
  | { readonly kind: 'debug'; readonly text: string };
