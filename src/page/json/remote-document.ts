/** The page's side of the JSON worker: one worker for one document, ended with it. */
import type { Answered, Asked, JsonReplies, JsonRequest } from './protocol.js';

type RequestOf<K extends JsonRequest['kind']> = Omit<Extract<JsonRequest, { kind: K }>, 'kind'>;

export class RemoteDocument {
  readonly #worker = new Worker(__JSON_WORKER_URL__);
  readonly #waiting = new Map<number, (reply: Answered) => void>();
  #asked = 0;
  /** Resolves when the document is parsed; rejects when it cannot be had. */
  readonly opened: Promise<JsonReplies['open']>;

  constructor(url: string) {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
      this.#waiting.get(data.id)?.(data);
      this.#waiting.delete(data.id);
    });
    this.opened = this.#post('open', { url });
    // Whoever shows the document hears of it; without this, a view that was left would log an unhandled rejection.
    this.opened.catch(() => {});
  }

  /** Whoever asks before the document is there waits for it. */
  ask<K extends Exclude<JsonRequest['kind'], 'open'>>(kind: K, request: RequestOf<K>): Promise<JsonReplies[K]> {
    return this.opened.then(() => this.#post(kind, request));
  }

  #post<K extends JsonRequest['kind']>(kind: K, request: RequestOf<K>): Promise<JsonReplies[K]> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (reply) => {
        // The worker answers each kind with its own reply (json/worker.ts).
        if (reply.status === 'ok') resolve(reply.value as JsonReplies[K]);
        else reject(new Error(reply.message));
      });
      this.#worker.postMessage({ id, request: { kind, ...request } } as unknown as Asked);
    });
  }

  close(): void {
    this.#worker.terminate();
    this.#waiting.clear();
  }
}
