/** What the page asks of a browser that a file cannot have: a server, a stream of updates, a worker from an address. */
import { JsonAnswers } from '../page/json/json-answers.js';
import type { Asked } from '../page/json/protocol.js';
import { answer } from './answers.js';

/** Open, and silent: a report does not change. */
class SilentStream {
  static readonly CLOSED = 2;
  readonly readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor() {
    setTimeout(() => this.onopen?.());
  }

  addEventListener(): void {}
  close(): void {}
}

/** The JSON worker on the page's own thread: a file may not start one. */
class WorkerHere extends EventTarget {
  readonly #answers = new JsonAnswers(answer);

  async postMessage(asked: Asked): Promise<void> {
    this.dispatchEvent(new MessageEvent('message', { data: await this.#answers.to(asked) }));
  }

  terminate(): void {}
}

Reflect.set(globalThis, 'fetch', answer);
Reflect.set(globalThis, 'EventSource', SilentStream);
Reflect.set(globalThis, 'Worker', WorkerHere);
