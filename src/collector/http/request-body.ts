/** Reads a request's body, decompressed and limited: by itself, and together with all other requests in progress. */
import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type ErrorCode, Refusal } from './answer.js';
import type { Share } from './byte-budget.js';

interface RefusedBody {
  readonly kind: 'refused';
  readonly status: number;
  readonly code: ErrorCode;
  readonly reason: string;
}

export type Body = { readonly kind: 'bytes'; readonly bytes: Buffer } | RefusedBody;

/** `stream`: decompressed, and not limited. Where it throws, `brokenOff` says why. */
export type OpenedBody =
  | { readonly kind: 'open'; readonly encoding: Encoding; readonly stream: AsyncIterable<Buffer> }
  | RefusedBody;

type Encoding = 'identity' | 'gzip';

const BUSY = 'other requests in progress use all memory set aside';

export interface BodyRules {
  /** Media type without parameters, such as `application/json`. */
  readonly type: string;
  /** After decompression. */
  readonly maxBytes: number;
  readonly share: Share;
}

const refused = (status: number, code: ErrorCode, reason: string): RefusedBody => ({
  kind: 'refused',
  status,
  code,
  reason,
});

export async function readBody(request: IncomingMessage, rules: BodyRules): Promise<Body> {
  const body = openBody(request, rules.type);
  if (body.kind === 'refused') return body;
  try {
    return await collect(body.stream, rules);
  } catch (error) {
    return brokenOff(body.encoding, error);
  }
}

export function openBody(request: IncomingMessage, expected: string): OpenedBody {
  // A web page can post other types without a preflight request.
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== expected) return refused(415, 'bad_type', `expected content-type ${expected}`);
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return refused(415, 'bad_type', 'expected content-encoding gzip or none');
  }
  return { kind: 'open', encoding, stream: encoding === 'gzip' ? inflated(request) : request };
}

export function brokenOff(encoding: Encoding, error: unknown): RefusedBody {
  const reason = error instanceof Error ? error.message : String(error);
  return refused(400, 'bad_body', `${encoding === 'gzip' ? 'not gzip' : 'the body broke off'}: ${reason}`);
}

/** Passes on what fits into the share; throws a `Refusal` at what does not. */
export async function* within(share: Share, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (!share.take(chunk.length)) throw new Refusal(503, 'busy', BUSY, { 'retry-after': '1' });
    yield chunk;
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
    if (!share.take(chunk.length)) return refused(503, 'busy', BUSY);
    chunks.push(chunk);
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks, size) };
}
