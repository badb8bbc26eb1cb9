/** Reads a request's body, decompressed and limited: by itself, and together with all other requests in progress. */
import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ErrorCode } from './answer.js';
import type { Share } from './byte-budget.js';

export type Body =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly status: number; readonly code: ErrorCode; readonly reason: string };

export interface BodyRules {
  /** Media type without parameters, such as `application/json`. */
  readonly type: string;
  /** After decompression. */
  readonly maxBytes: number;
  readonly share: Share;
}

const refused = (status: number, code: ErrorCode, reason: string): Body => ({ kind: 'refused', status, code, reason });

export async function readBody(request: IncomingMessage, rules: BodyRules): Promise<Body> {
  // A web page can post other types without a preflight request.
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== rules.type) return refused(415, 'bad_type', `expected content-type ${rules.type}`);
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return refused(415, 'bad_type', 'expected content-encoding gzip or none');
  }
  try {
    return await collect(encoding === 'gzip' ? inflated(request) : request, rules);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refused(400, 'bad_body', `${encoding === 'gzip' ? 'not gzip' : 'the body broke off'}: ${reason}`);
  }
}

function inflated(request: IncomingMessage): Readable {
  // `pipeline` destroys both when one fails; the reader of the result sees the error.
  return pipeline(request, createGunzip(), () => {});
}

async function collect(stream: AsyncIterable<Buffer>, { maxBytes, share }: BodyRules): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) return refused(413, 'too_large', `expected at most ${maxBytes} bytes`);
    if (!share.take(chunk.length)) return refused(503, 'busy', 'other requests in progress use all memory set aside');
    chunks.push(chunk);
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks, size) };
}
