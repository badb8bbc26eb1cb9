/**
 * A connection that is opened before there is something to send: at the end of a process a request would otherwise wait for
 * two or three round trips first (#12).
 */
import type { Duplex } from 'node:stream';
import { startIdleTimer, stopTimer } from '../../../real-time.js';

/** Receivers close connections that say nothing; some of them after 10 s, most after a minute. */
const KEPT_MS = 30_000;

export class EarlyConnection {
  readonly #connect: () => Duplex | null | undefined;
  #socket: Duplex | undefined;
  #taken: Duplex | undefined;
  #limit: NodeJS.Timeout | undefined;

  constructor(connect: () => Duplex | null | undefined) {
    this.#connect = connect;
  }

  open(): void {
    if (this.#socket !== undefined) return;
    const socket = this.#connect() ?? undefined;
    if (socket === undefined) return;
    this.#socket = socket;
    for (const event of ENDS) socket.on(event, this.#drop);
    this.#limit = startIdleTimer(this.#drop, KEPT_MS);
  }

  /** For one request and those after it; `undefined` when there is none. */
  take(): Duplex | undefined {
    const socket = this.#socket;
    this.#forget();
    if (socket === undefined || socket.destroyed || !socket.writable) return undefined;
    this.#taken = socket;
    return socket;
  }

  /** Whether `socket` is the one that was taken: the receiver may have closed it just then. */
  isTaken(socket: Duplex | null): boolean {
    return socket !== null && socket === this.#taken;
  }

  close(): void {
    this.#drop();
  }

  /** Whatever the receiver says unasked, an answer to the next request it is not. */
  readonly #drop = (): void => {
    const socket = this.#socket;
    this.#forget();
    socket?.on('error', () => {}).destroy();
  };

  #forget(): void {
    stopTimer(this.#limit);
    for (const event of ENDS) this.#socket?.off(event, this.#drop);
    this.#socket = undefined;
  }
}

const ENDS = ['data', 'end', 'close', 'error'] as const;
