import type { Readable } from 'node:stream';
import type { Headers } from '../mcpwatch/quota-headers.js';

/** Sends one body and reads the answer; rejects when there is none. */
export interface Post {
  send(body: Buffer, headers: Readonly<Record<string, string>>): Promise<Reply>;
  close(): void;
}

export interface Reply {
  readonly code: number;
  readonly headers: Headers;
  /** Empty when it was too long, too slow or broken off: the status alone decides. */
  readonly body: string;
}

const BODY_BYTES = 64 * 1024;
const BODY_MS = 500;

/** Reads `body` as far as it is short and quick; never rejects. */
export async function readShortBody(body: Readable): Promise<string> {
  const limit = setTimeout(() => body.destroy(), BODY_MS);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > BODY_BYTES) {
        body.destroy();
        return '';
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch {
    return '';
  } finally {
    clearTimeout(limit);
  }
}
