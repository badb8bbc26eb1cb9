/** `MCPWatchClient`: sending events that somebody else made, by a worker thread of its own. */
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { isLoopback, parseConfig, type SettingOptions, type Settings } from '../config.js';
import type { CourierSetup, Sent, ToSend } from '../delivery/courier-link.js';
import { loadWorkerSource, startWorker } from '../delivery/main/worker-start.js';
import type { Outcome } from '../delivery/ship/destination.js';
import { withoutBreak } from '../delivery/spool/format/line-text.js';
import { createDiagnostics, createLedger } from '../diagnostics.js';
import type { McpWatchEvent, QuotaInfo } from '../model.js';
import { wallMs } from '../real-time.js';
import { SDK } from '../version.js';
import { createPipeline } from './pipeline/pipeline.js';

/** The environment fills in what is not given, as for `instrument()`. */
export type ClientOptions = Pick<SettingOptions, 'apiKey' | 'endpoint' | 'payloads' | 'redact' | 'maxPayloadBytes'>;

/** What became of one batch. */
export type SendResult =
  /** Taken by the endpoint; `rejected` of the events were refused by it, or were no events. */
  | { readonly status: 'delivered'; readonly accepted: number; readonly rejected: number }
  /** The quota is used up: nothing is sent for `retryAfterMs`. */
  | { readonly status: 'paused'; readonly retryAfterMs: number }
  /** The endpoint does not want it; sending it again is of no use. */
  | { readonly status: 'rejected'; readonly message: string }
  /** The endpoint could not be reached, or is broken; a second attempt was made after a second. */
  | { readonly status: 'failed'; readonly message: string };

interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
}

/** Sends batches of events to MCPWatch, cleaned and bounded as its own are. */
export class MCPWatchClient {
  readonly #settings: Settings;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  #thread: Thread | undefined;
  #closed = false;
  #sent = 0;
  #pausedUntilMs = 0;
  #quota: QuotaInfo | null = null;

  constructor(options: ClientOptions = {}) {
    const { settings, problems } = parseConfig(process.env, options);
    this.#settings = { ...settings, sampleRate: 1 };
    const { error } = createDiagnostics(settings.log);
    for (const { variable, message } of problems) error(`${variable}: ${message}`);
  }

  /** Quota as the endpoint told it last; `null` before it has. */
  get quotaStatus(): QuotaInfo | null {
    return this.#quota;
  }

  /** Never rejects: trouble is a result. */
  async sendBatch(events: readonly McpWatchEvent[]): Promise<SendResult> {
    const pauseMs = this.#pausedUntilMs - wallMs();
    if (this.#closed) return { status: 'failed', message: 'the client is closed' };
    if (pauseMs > 0) return { status: 'paused', retryAfterMs: pauseMs };
    if (!Array.isArray(events)) return { status: 'rejected', message: 'expected an array of events' };
    const lines = this.#write(events);
    const unwritten = events.length - lines.length;
    if (lines.length === 0) return { status: 'delivered', accepted: 0, rejected: unwritten };
    const outcome = await this.#send(lines);
    this.#quota = outcome.quota ?? this.#quota;
    return this.#conclude(outcome, lines.length, unwritten);
  }

  /** Ends the worker thread; batches under way fail. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const thread = this.#thread;
    this.#thread = undefined;
    this.#failAll('the client was closed');
    thread?.port.close();
    await thread?.worker.terminate();
  }

  /** What is no event, and cannot be made a line, is left out. */
  #write(events: readonly McpWatchEvent[]): string[] {
    const lines: string[] = [];
    const append = (line: Buffer) => void lines.push(withoutBreak(line));
    const { emit } = createPipeline({ settings: this.#settings, ledger: createLedger(), append });
    for (const event of events) emit(event);
    return lines;
  }

  #send(lines: readonly string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      const thread = this.#start();
      if (typeof thread === 'string') {
        resolve(lost(thread));
        return;
      }
      this.#sent += 1;
      this.#waiting.set(this.#sent, resolve);
      // Whoever awaits a batch wants the process to live until its answer.
      thread.worker.ref();
      thread.port.postMessage({ id: this.#sent, lines } satisfies ToSend);
    });
  }

  /** The thread, or why there is none. */
  #start(): Thread | string {
    if (this.#thread !== undefined) return this.#thread;
    const { port1, port2 } = new MessageChannel();
    const { endpoint, apiKey } = this.#settings;
    const setup: Omit<CourierSetup, 'port'> = {
      role: 'courier',
      endpoint,
      apiKey,
      isLoopback: isLoopback(new URL(endpoint).hostname),
      sdk: SDK,
    };
    try {
      const worker = startWorker(loadWorkerSource(), setup, port2);
      worker.on('error', () => {});
      worker.on('exit', () => {
        this.#thread = undefined;
        this.#failAll('the worker thread has ended');
      });
      port1.on('message', (sent: Sent) => this.#settle(sent));
      port1.unref();
      worker.unref();
      this.#thread = { worker, port: port1 };
      return this.#thread;
    } catch (error) {
      port1.close();
      return error instanceof Error ? error.message : String(error);
    }
  }

  #settle({ id, outcome }: Sent): void {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#thread?.worker.unref();
    resolve?.(outcome);
  }

  #failAll(why: string): void {
    for (const resolve of this.#waiting.values()) resolve(lost(why));
    this.#waiting.clear();
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

function lost(why: string): Outcome {
  return { status: 'retryable', why, pauseMs: undefined, quota: undefined };
}
