/** The worker thread as the main thread sees it: started late, started again once, never in the way. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { startIdleTimer, stopTimer } from '../../real-time.js';
import type { ToMain, ToWorker, WorkerSetup } from '../link.js';
import { startWorker } from './worker-start.js';

export interface WorkerThread {
  /** Starts the thread now unless it runs; `false` when there is none and will be none. */
  start(): boolean;
  /** Starts the thread soon, on the event loop's time. */
  startSoon(): void;
  readonly isRunning: boolean;
  post(message: ToWorker): void;
  /** Handles what the worker has said while this thread was blocked. */
  drain(): void;
  close(): Promise<void>;
}

export interface WorkerThreadOptions {
  /** The program's text. May throw. */
  readonly loadSource: () => string;
  readonly setup: () => Omit<WorkerSetup, 'port'>;
  readonly onMessage: (message: ToMain) => void;
  /** The thread has died; `isFinal`: there will be no other. */
  readonly onDeath: (why: string, isFinal: boolean) => void;
}

type State =
  | { readonly kind: 'waiting'; timer: NodeJS.Timeout | undefined }
  | { readonly kind: 'running'; readonly worker: Worker; readonly port: MessagePort }
  | { readonly kind: 'gone' };

const START_AFTER_MS = 75;
const RESTART_AFTER_MS = 1000;

export function createWorkerThread(options: WorkerThreadOptions): WorkerThread {
  let state: State = { kind: 'waiting', timer: undefined };
  let starts = 0;

  function start(): boolean {
    if (state.kind !== 'waiting') return state.kind === 'running';
    stopTimer(state.timer);
    starts += 1;
    const { port1, port2 } = new MessageChannel();
    try {
      const worker = startWorker(options.loadSource(), options.setup(), port2);
      watch(worker);
      port1.on('message', options.onMessage);
      port1.unref();
      state = { kind: 'running', worker, port: port1 };
      return true;
    } catch (error) {
      port1.close();
      state = { kind: 'gone' };
      options.onDeath((error as NodeJS.ErrnoException).code ?? String(error), true);
      return false;
    }
  }

  function watch(worker: Worker): void {
    let why = 'it ended';
    worker.on('error', (error) => {
      why = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => died(worker, why));
    worker.unref();
  }

  function died(worker: Worker, why: string): void {
    if (state.kind !== 'running' || state.worker !== worker) return;
    state.port.close();
    const isFinal = starts > 1;
    state = isFinal ? { kind: 'gone' } : { kind: 'waiting', timer: startIdleTimer(start, RESTART_AFTER_MS) };
    options.onDeath(why, isFinal);
  }

  return {
    start,
    startSoon() {
      if (state.kind === 'waiting') state.timer ??= startIdleTimer(start, START_AFTER_MS);
    },
    get isRunning() {
      return state.kind === 'running';
    },
    post(message) {
      if (state.kind === 'running') state.port.postMessage(message);
    },
    drain() {
      if (state.kind !== 'running') return;
      for (;;) {
        const received = receiveMessageOnPort(state.port) as { message: ToMain } | undefined;
        if (received === undefined) return;
        options.onMessage(received.message);
      }
    },
    async close() {
      const last = state;
      state = { kind: 'gone' };
      if (last.kind === 'waiting') stopTimer(last.timer);
      if (last.kind !== 'running') return;
      last.port.close();
      await last.worker.terminate();
    },
  };
}
