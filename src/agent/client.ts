/** `MCPWatchClient`: sends events that the caller made. */

import { loadBuiltFile } from '../built-file.js';
import { parseConfig, type Settings } from '../config/parse-config.js';
import type { SettingOptions } from '../config/settings.js';
import type { Destination, Outcome } from '../delivery/ship/destination.js';
import { retryOnce } from '../delivery/ship/retry-once.js';
import { targetOf } from '../delivery/target.js';
import { createDiagnostics } from '../diagnostics.js';
import { environment } from '../environment.js';
import { createLedger } from '../ledger.js';
import type { McpWatchEvent, QuotaInfo } from '../model.js';
import { startTimer, stopTimer, wallMs } from '../real-time.js';
import { SDK } from '../version.js';
import { createPipeline } from './pipeline/pipeline.js';

type BuiltFile = typeof import('../delivery/local/create-destination.js');

/** The environment fills in what is not given, as for `instrument()`. */
export type ClientOptions = Pick<SettingOptions, 'apiKey' | 'endpoint' | 'payloads' | 'redact' | 'maxPayloadBytes'>;

/** The result of sending one batch. */
export type SendResult =
  /** The endpoint accepted the batch; `rejected` counts the events that it refused, and those that were not events. */
  | { readonly status: 'delivered'; readonly accepted: number; readonly rejected: number }
  /** The quota is used up: nothing is sent for `retryAfterMs`. */
  | { readonly status: 'paused'; readonly retryAfterMs: number }
  /** The endpoint refused the batch; there is no point in sending it again. */
  | { readonly status: 'rejected'; readonly message: string }
  /** The endpoint could not be reached or had an error, twice within a second. */
  | { readonly status: 'failed'; readonly message: string };

/** Sends batches of events to MCPWatch, redacted and limited in size like captured ones. */
export class MCPWatchClient {
  readonly #settings: Settings;
  readonly #whenClosed: Promise<Outcome>;
  #endWaits: () => void = () => {};
  #destination: Destination | undefined;
  #isClosed = false;
  #pausedUntilMs = 0;
  #quota: QuotaInfo | null = null;

  constructor(options: ClientOptions = {}) {
    const { settings, problems } = parseConfig(environment(), options);
    this.#settings = { ...settings, sampleRate: 1 };
    this.#whenClosed = new Promise((resolve) => {
      this.#endWaits = () => resolve(failure('the client was closed'));
    });
    const { error } = createDiagnostics(settings.log);
    for (const { variable, message } of problems) error(`${variable}: ${message}`);
  }

  /** The quota as the endpoint reported it last; `null` before it has. */
  get quotaStatus(): QuotaInfo | null {
    return this.#quota;
  }

  /** Never rejects: failures are results. */
  async sendBatch(events: readonly McpWatchEvent[]): Promise<SendResult> {
    const pauseMs = this.#pausedUntilMs - wallMs();
    if (this.#isClosed) return { status: 'failed', message: 'the client is closed' };
    if (pauseMs > 0) return { status: 'paused', retryAfterMs: pauseMs };
    if (!Array.isArray(events)) return { status: 'rejected', message: 'expected an array of events' };
    const lines = this.#write(events);
    const unwritten = events.length - lines.length;
    if (lines.length === 0) return { status: 'delivered', accepted: 0, rejected: unwritten };
    const outcome = await Promise.race([this.#send(lines), this.#whenClosed]);
    this.#quota = outcome.quota ?? this.#quota;
    return this.#conclude(outcome, lines.length, unwritten);
  }

  /** Closes the connection; batches that are being sent fail. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#endWaits();
    this.#destination?.close();
  }

  /** Values that are not events, and cannot be written as one, are left out. */
  #write(events: readonly McpWatchEvent[]): Buffer[] {
    const lines: Buffer[] = [];
    // A copy without the line break: the pipeline reuses its buffer.
    const append = (line: Buffer) => void lines.push(Buffer.from(line.subarray(0, -1)));
    const { emit } = createPipeline({ settings: this.#settings, ledger: createLedger(), append });
    for (const event of events) emit(event);
    return lines;
  }

  async #send(lines: readonly Buffer[]): Promise<Outcome> {
    try {
      const destination = this.#open();
      return await retryOnce(
        () => destination.send(lines),
        (ms) => this.#pause(ms),
      );
    } catch (error) {
      return failure(error instanceof Error ? error.message : String(error));
    }
  }

  /** Resolves after `ms` to true, or to false when the client is closed. */
  async #pause(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = startTimer(resolve, ms);
    });
    await Promise.race([over, this.#whenClosed]);
    stopTimer(timer);
    return !this.#isClosed;
  }

  /** Loaded late: a process that only captures has no use for an HTTP client on this thread. */
  #open(): Destination {
    const { createDestination } = loadBuiltFile('destination.cjs', () => require('./destination.cjs')) as BuiltFile;
    this.#destination ??= createDestination(targetOf(this.#settings), SDK, environment());
    return this.#destination;
  }

  #conclude(outcome: Outcome, events: number, unwritten: number): SendResult {
    switch (outcome.status) {
      case 'delivered':
        return { status: 'delivered', accepted: events - outcome.refused, rejected: outcome.refused + unwritten };
      case 'rejected':
        return { status: 'rejected', message: outcome.why };
      case 'retryable':
        if (outcome.pauseMs === undefined) return { status: 'failed', message: outcome.why };
        this.#pausedUntilMs = wallMs() + outcome.pauseMs;
        return { status: 'paused', retryAfterMs: outcome.pauseMs };
    }
  }
}

function failure(why: string): Outcome {
  return { status: 'retryable', why, pauseMs: undefined, quota: undefined };
}
