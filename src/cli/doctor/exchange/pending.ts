/** Requests that wait for their replies. */
import { type Answer, answerOf } from './link.js';

interface Waiting {
  readonly settle: (answer: Answer) => void;
  readonly startedMs: number;
  readonly timer: NodeJS.Timeout;
}

export class Pending {
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: string | undefined;

  /** `send` gets the request's id. */
  ask(send: (id: number) => void, timeoutMs: number): Promise<Answer> {
    if (this.#ended !== undefined) return Promise.resolve({ kind: 'ended', why: this.#ended });
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const startedMs = performance.now();
      const settle = (answer: Answer) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(answer);
      };
      const timer = setTimeout(() => settle({ kind: 'silent', ms: timeoutMs }), timeoutMs);
      this.#waiting.set(id, { settle, startedMs, timer });
      send(id);
    });
  }

  /** Whether `message` was the reply to one of the requests. */
  take(message: Readonly<Record<string, unknown>>): boolean {
    const { id } = message;
    const waiting = typeof id === 'number' && !('method' in message) ? this.#waiting.get(id) : undefined;
    waiting?.settle(answerOf(message, performance.now() - waiting.startedMs));
    return waiting !== undefined;
  }

  /** There will be no more replies. */
  end(why: string): void {
    this.#ended ??= why;
    for (const { settle } of [...this.#waiting.values()]) settle({ kind: 'ended', why });
  }
}
