/** The worker thread from the main thread's point of view: started late, restarted once, never in the way. */
import type { MessagePort, Worker } from 'node:worker_threads';
import { inEmptyContext } from '../../empty-context.js';
import { errnoOf } from '../../errno.js';
import { guarded } from '../../guarded.js';
import { startIdleTimer, stopTimer } from '../../real-time.js';
import { threads } from '../../threads.js';
import type { ToMain, ToWorker, WorkerSetup } from '../link.js';
import type { Standby } from './standby.js';
import { checkThreadConditions } from './thread-conditions.js';
import { startWorker } from './worker-start.js';

export interface WorkerThreadOptions {
  /** Returns the program's text. May throw. */
  readonly loadSource: () => string;
  readonly setup: () => Omit<WorkerSetup, 'port'>;
  readonly onMessage: (message: ToMain) => void;
  /** Says whether the thread would have nothing to do. */
  readonly standby: Pick<Standby, 'isSafe' | 'isUnheard' | 'isIdle'>;
  /** The thread has printed something. */
  readonly onOutput: (text: string) => void;
  /** The thread has ended; `isFinal`: there will be no other. */
  readonly onDeath: (why: string, isFinal: boolean) => void;
}

type State =
  | { readonly kind: 'waiting'; timer: NodeJS.Timeout | undefined }
  | { readonly kind: 'running'; readonly worker: Worker; readonly port: MessagePort }
  | { readonly kind: 'gone' };

const START_AFTER_MS = 20;
const RESTART_AFTER_MS = 1000;
const LOOK_AGAIN_MS = 1000;

export class WorkerThread {
  readonly #options: WorkerThreadOptions;
  #state: State = { kind: 'waiting', timer: undefined };
  #starts = 0;

  constructor(options: WorkerThreadOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#state.kind === 'running';
  }

  /** Starts the thread now unless it runs; `false` when there is none and will be none. */
  start(): boolean {
    if (this.#state.kind !== 'waiting') return this.#state.kind === 'running';
    stopTimer(this.#state.timer);
    return inEmptyContext(() => this.#launch());
  }

  /** The same, unless nobody is there to send to, or the process ends and what waits is taken from the disk. */
  startToSend(isAtExit: boolean): boolean {
    const { standby } = this.#options;
    return (this.isRunning || !(isAtExit ? standby.isSafe : standby.isUnheard)) && this.start();
  }

  #launch(): boolean {
    const { loadSource, setup, onMessage, onOutput, onDeath } = this.#options;
    this.#starts += 1;
    const { port1, port2 } = new (threads().MessageChannel)();
    try {
      checkThreadConditions();
      const worker = startWorker(loadSource(), setup(), port2, onOutput);
      this.#watch(worker);
      port1.on('message', guarded(onMessage));
      port1.unref();
      this.#state = { kind: 'running', worker, port: port1 };
      return true;
    } catch (error) {
      port1.close();
      this.#state = { kind: 'gone' };
      onDeath(errnoOf(error) ?? (error instanceof Error ? error.message : String(error)), true);
      return false;
    }
  }

  /** Starts the thread soon, from the event loop, or as soon as there is something to do. */
  startSoon(): void {
    if (this.#state.kind === 'waiting') this.#state.timer ??= this.#startIn(START_AFTER_MS);
  }

  #startIn(ms: number): NodeJS.Timeout {
    return startIdleTimer(
      guarded(() => this.#startUnlessAtRest()),
      ms,
    );
  }

  #startUnlessAtRest(): void {
    if (this.#state.kind === 'waiting' && this.#options.standby.isIdle)
      this.#state.timer = this.#startIn(LOOK_AGAIN_MS);
    else this.start();
  }

  post(message: ToWorker): void {
    if (this.#state.kind === 'running') this.#state.port.postMessage(message);
  }

  /** Handles the messages that arrived while this thread was blocked. */
  drain(): void {
    if (this.#state.kind !== 'running') return;
    for (;;) {
      const received: { readonly message: ToMain } | undefined = threads().receiveMessageOnPort(this.#state.port);
      if (received === undefined) return;
      this.#options.onMessage(received.message);
    }
  }

  async close(): Promise<void> {
    const last = this.#state;
    this.#state = { kind: 'gone' };
    if (last.kind === 'waiting') stopTimer(last.timer);
    if (last.kind !== 'running') return;
    last.port.close();
    await last.worker.terminate();
  }

  #watch(worker: Worker): void {
    let why = 'it ended';
    worker.on('error', (error) => {
      why = error instanceof Error ? error.message : String(error);
    });
    worker.on(
      'exit',
      guarded(() => this.#onExit(worker, why)),
    );
    worker.unref();
  }

  #onExit(worker: Worker, why: string): void {
    if (this.#state.kind !== 'running' || this.#state.worker !== worker) return;
    this.#state.port.close();
    const isFinal = this.#starts > 1;
    this.#state = isFinal ? { kind: 'gone' } : { kind: 'waiting', timer: this.#startIn(RESTART_AFTER_MS) };
    this.#options.onDeath(why, isFinal);
  }
}
