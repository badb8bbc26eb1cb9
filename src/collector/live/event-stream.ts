/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import type { ServerResponse } from 'node:http';

const HEARTBEAT_MS = 15_000;
/** A reader that does not keep up is cut off; it comes back with the id of what it has seen. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;
/** Of all readers together: each may have its part. */
const MAX_UNREAD_BY_ALL_BYTES = 32 * 1024 * 1024;

export class EventStream {
  readonly #response: ServerResponse;
  readonly #all: Set<EventStream>;
  readonly #heartbeat: NodeJS.Timeout;
  readonly closed: Promise<void>;

  /** `all`: the streams that are open, of which this is one until it is closed. */
  constructor(response: ServerResponse, all: Set<EventStream>) {
    this.#response = response;
    this.#all = all.add(this);
    this.#heartbeat = setInterval(() => this.#write(':\n\n'), HEARTBEAT_MS).unref();
    this.closed = new Promise((resolve) => {
      response.once('close', () => {
        clearInterval(this.#heartbeat);
        all.delete(this);
        resolve();
      });
    });
    this.#write('retry: 1000\n\n');
  }

  get isOpen(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  send(event: string, data: unknown, id?: string): void {
    const head = id === undefined ? '' : `id: ${id}\n`;
    this.#write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** The reader comes back with the id of what it has seen. */
  cut(): void {
    this.#response.destroy();
  }

  #write(text: string): void {
    if (!this.isOpen) return;
    const most = Math.min(MAX_UNREAD_BYTES, MAX_UNREAD_BY_ALL_BYTES / this.#all.size);
    if (this.#response.writableLength > most) this.cut();
    else this.#response.write(text);
  }
}
