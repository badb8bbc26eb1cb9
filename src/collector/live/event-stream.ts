/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import type { ServerResponse } from 'node:http';

const HEARTBEAT_MS = 15_000;
/** A reader that does not keep up is cut off; it comes back with the id of what it has seen. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;

export class EventStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;
  readonly closed: Promise<void>;

  constructor(response: ServerResponse) {
    this.#response = response;
    this.#heartbeat = setInterval(() => this.#write(':\n\n'), HEARTBEAT_MS).unref();
    this.closed = new Promise((resolve) => {
      response.once('close', () => {
        clearInterval(this.#heartbeat);
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
    if (this.#response.writableLength > MAX_UNREAD_BYTES) this.cut();
    else this.#response.write(text);
  }
}
