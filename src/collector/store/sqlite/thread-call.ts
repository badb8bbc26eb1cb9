/** A worker thread as something to call: each message with an id gets one answer. */
import { Worker } from 'node:worker_threads';
import type { DatabaseState, FromThread, ThreadSetup, ToThread } from './link.js';

/** The store's file cannot be used at all, as on a read-only disk. */
export class StoreUnavailable extends Error {}

/** `isDamage`: the database is damaged, and will be set aside. `result`: what a call had done before it failed. */
export class StoreError extends Error {
  readonly isDamage: boolean;
  readonly result: unknown;

  constructor(message: string, isDamage: boolean, result?: unknown) {
    super(message);
    this.isDamage = isDamage;
    this.result = result;
  }
}

/** Node’s default would let each thread take tens of megabytes for objects that live for a moment. */
const YOUNG_GENERATION_MB = 6;

export interface ThreadEvents {
  readonly onDeleted?: (total: number) => void;
  readonly onReopened?: (state: DatabaseState, notice: string) => void;
}

export interface Ready {
  readonly state: DatabaseState;
  readonly notice: string | undefined;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

type Without<T> = T extends unknown ? Omit<T, 'id'> : never;

export class ThreadCall {
  readonly #worker: Worker;
  readonly #events: ThreadEvents;
  readonly #waiting = new Map<number, Waiting>();
  /** Of a writer, once it has opened the database. Rejects when it cannot. */
  readonly ready: Promise<Ready>;
  #settle: { resolve: (ready: Ready) => void; reject: (error: Error) => void } | undefined;
  #lastId = 0;
  #ended: Error | undefined;

  constructor(program: URL, setup: ThreadSetup, events: ThreadEvents = {}) {
    this.#events = events;
    this.#worker = new Worker(program, {
      workerData: setup,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.ready = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever does not ask for it need not hear of it; calls are rejected as well.
    this.ready.catch(() => {});
    this.#worker.on('message', (message: FromThread) => this.#receive(message));
    this.#worker.on('error', (error) =>
      this.#end(new StoreError(`the store’s thread failed: ${String(error)}`, false)),
    );
    this.#worker.on('exit', () => this.#end(new StoreError('the store is closed', false)));
  }

  call(message: Without<ToThread>): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...message, id });
    });
  }

  async end(): Promise<void> {
    if (this.#ended !== undefined) return;
    await this.call({ kind: 'close' }).catch(() => {});
    await this.#worker.terminate();
  }

  #receive(message: FromThread): void {
    switch (message.kind) {
      case 'ready':
        this.#settle?.resolve(message);
        return;
      case 'cannot_open':
        this.#end(message.isChoice ? new StoreError(message.message, false) : new StoreUnavailable(message.message));
        return;
      case 'done':
        this.#take(message.id)?.resolve(message.result);
        return;
      case 'failed':
        this.#take(message.id)?.reject(new StoreError(message.message, message.isDamage, message.result));
        return;
      case 'deleted':
        this.#events.onDeleted?.(message.total);
        return;
      case 'reopened':
        this.#events.onReopened?.(message.state, message.notice);
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#settle?.reject(error);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
