/** One HTTP POST, whichever client makes it. */
import type { Readable } from 'node:stream';
import { startTimer, stopTimer } from '../../../real-time.js';
import type { Headers } from './headers.js';

/** Sends one body and reads the answer; rejects when there is none. */
export interface Post {
  send(body: Buffer, headers: Readonly<Record<string, string>>): Promise<Reply>;
  /** Connects ahead of the next request, where it can. */
  open?(): void;
  close(): void;
}

export interface Reply {
  readonly code: number;
  readonly headers: Headers;
  /** Empty when it was too long, too slow or incomplete: the status alone decides. */
  readonly body: Buffer;
  /** All of the request has been handed to the system, and its memory may be used again. */
  readonly isSent: boolean;
}

/** PEM texts; `undefined` for what Node has by default. */
export interface Tls {
  /** Certificates to trust instead of Node's own. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface OpenPostOptions {
  readonly url: URL;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read from here. */
  readonly env: Environment;
  readonly isLoopback: boolean;
  /** A Unix socket to connect to instead of the URL's host and port. */
  readonly socketPath?: string | undefined;
  readonly timeoutMs: number;
  readonly tls?: Tls;
  /** Of a response's body. */
  readonly mostBytes?: number;
}

/** Of a response, where its receiver does not ask for more. */
export const BODY_BYTES = 64 * 1024;
const BODY_MS = 500;
const NOTHING = Buffer.alloc(0);

/** Reads `body` if it is quick, and has `mostBytes` at most; never rejects. */
export async function readShortBody(body: Readable, mostBytes: number): Promise<Buffer> {
  const limit = startTimer(() => body.destroy(), BODY_MS);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      const part = Buffer.from(chunk);
      bytes += part.length;
      if (bytes > mostBytes) {
        body.destroy();
        return NOTHING;
      }
      chunks.push(part);
    }
    return Buffer.concat(chunks);
  } catch {
    return NOTHING;
  } finally {
    stopTimer(limit);
  }
}
