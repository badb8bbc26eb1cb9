/** A request's body as JSON, inflated where it came compressed, and bounded. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The most that one request may hold, after inflation. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

export type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 415; readonly reason: string };

const refused = (status: 400 | 413 | 415, reason: string): Body => ({ kind: 'refused', status, reason });

export async function readJsonBody(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<Body> {
  // Anything but JSON is refused, so that a web page cannot post here without a preflight, which gets a 405.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    return refused(415, 'expected content-type application/json');
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return refused(415, 'expected content-encoding gzip or none');
  }
  try {
    const bytes = await collect(encoding === 'gzip' ? request.pipe(createGunzip()) : request, maxBytes);
    if (bytes === undefined) return refused(413, `expected at most ${maxBytes} bytes`);
    return { kind: 'json', value: JSON.parse(bytes.toString('utf8')) };
  } catch (error) {
    return refused(400, `not ${encoding === 'gzip' ? 'gzipped ' : ''}JSON: ${(error as Error).message}`);
  }
}

/** `undefined`: more than `maxBytes`. */
async function collect(stream: Readable, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
