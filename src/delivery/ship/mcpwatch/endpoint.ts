/**
 * MCPWatch's endpoint: `POST {endpoint}/v1/events`. Redirects are not followed, so that the key is sent nowhere else.
 * An observed server sends from the worker thread only: on its main thread other agents would see and wrap the requests.
 */
import type { SdkIdentity } from '../../../model.js';
import type { Destination, Outcome } from '../destination.js';
import { compress } from '../http/compress.js';
import { describeFailure } from '../http/failures.js';
import { headerText } from '../http/headers.js';
import { openPost } from '../http/open-post.js';
import type { Post, Reply } from '../http/post.js';
import { parseRetryAfter } from '../http/retry-after.js';
import { joinBatch } from './body.js';
import { parseQuota } from './quota-headers.js';

export interface EndpointOptions {
  /** Without a trailing slash. */
  readonly endpoint: string;
  readonly apiKey: string | undefined;
  readonly sdk: SdkIdentity;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read from here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** On this machine compression costs more than it saves. */
  readonly isLoopback: boolean;
  /** A Unix socket to connect to instead of the endpoint's host and port. */
  readonly socketPath?: string;
  readonly timeoutMs?: number;
  readonly now?: () => number;
}

const TIMEOUT_MS = 10_000;
const GZIP_FROM_BYTES = 4096;
/** Twice the largest batch. */
const MOST_SPARE_BYTES = 2 * 1024 * 1024;

export function createEndpoint(options: EndpointOptions): Destination {
  const { timeoutMs = TIMEOUT_MS, now = Date.now } = options;
  const url = new URL(`${options.endpoint}/v1/events`);
  let opened: Promise<Post> | undefined;
  const plain = {
    'content-type': 'application/json',
    'user-agent': `${options.sdk.name}/${options.sdk.version}`,
    ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
  };
  /** Whether the endpoint has announced that it accepts compressed requests (RFC 7694). */
  let takesGzip = false;
  /** Of the body before, while nobody sends it: memory outside of the heap is freed late (#14). */
  let spare: Buffer | undefined;

  async function post(content: Buffer): Promise<Reply> {
    const isCompressed = takesGzip && !options.isLoopback && content.length >= GZIP_FROM_BYTES;
    const headers = isCompressed ? { ...plain, 'content-encoding': 'gzip' } : plain;
    const body = isCompressed ? await compress(content) : content;
    const { env, isLoopback, socketPath } = options;
    opened ??= openPost({ url, env, isLoopback, socketPath, timeoutMs });
    const reply = await (await opened).send(body, headers);
    takesGzip = /\bgzip\b/.test(headerText(reply.headers, 'accept-encoding') ?? '');
    return reply;
  }

  return {
    async send(lines) {
      const memory = spare;
      spare = undefined;
      const content = joinBatch(lines, options.sdk, process.version, memory);
      try {
        const reply = await post(content);
        if (reply.isSent && content.buffer.byteLength <= MOST_SPARE_BYTES) spare = Buffer.from(content.buffer);
        return toOutcome(reply, lines.length, now());
      } catch (error) {
        return { status: 'retryable', pauseMs: undefined, quota: undefined, ...describeFailure(error) };
      }
    },
    close: () =>
      void opened?.then(
        (it) => it.close(),
        () => {},
      ),
  };
}

function toOutcome({ code, headers, body }: Reply, events: number, now: number): Outcome {
  const quota = parseQuota(headers);
  if (code >= 200 && code < 300) return { status: 'delivered', refused: countRefused(body, events), quota };
  const why = `HTTP ${code}`;
  if (code === 429) {
    const pauseMs = parseRetryAfter(headerText(headers, 'retry-after'), now);
    return { status: 'retryable', why, pauseMs, quota };
  }
  if (code >= 500) return { status: 'retryable', why, pauseMs: undefined, quota };
  return { status: 'rejected', why: why + hint(code), quota };
}

function hint(code: number): string {
  if (code === 401 || code === 403) return ', check MCPWATCH_API_KEY';
  return code < 400 ? ', redirects are not followed; check MCPWATCH_ENDPOINT' : '';
}

/** `{accepted, rejected}` in the response; anything else means that everything was accepted. */
function countRefused(body: Buffer, events: number): number {
  try {
    const answer: unknown = JSON.parse(body.toString());
    if (typeof answer !== 'object' || answer === null || !('rejected' in answer)) return 0;
    const { rejected } = answer;
    return typeof rejected === 'number' && rejected > 0 && rejected <= events ? Math.trunc(rejected) : 0;
  } catch {
    return 0;
  }
}
