/**
 * MCPWatch's endpoint: `POST {endpoint}/v1/events`. Runs in the worker thread only: on the main thread undici
 * would take over the host's global `fetch`.
 */
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
// Not from 'undici' itself: `fetch` and web sockets come with it, and make the thread's start three times as long.
import api from 'undici/lib/api/index.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import BaseDispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import type { SdkIdentity } from '../model.js';
import { joinBatch } from './body.js';
import type { Destination, Outcome } from './outcome.js';
import { type Headers, headerText, parseQuota } from './quota-headers.js';
import { parseRetryAfter } from './retry-after.js';

export interface EndpointOptions {
  /** Without a trailing slash. */
  readonly endpoint: string;
  readonly apiKey: string | undefined;
  readonly sdk: SdkIdentity;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read from here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** On this machine compression costs more than it saves. */
  readonly isLoopback: boolean;
  readonly timeoutMs?: number;
  readonly now?: () => number;
}

interface Reply {
  readonly code: number;
  readonly headers: Headers;
  /** Empty when it was too long, too slow or broken off: the status alone decides. */
  readonly body: string;
}

const TIMEOUT_MS = 10_000;
const BODY_BYTES = 64 * 1024;
const BODY_MS = 500;
const GZIP_FROM_BYTES = 4096;
const PROXY_VARIABLES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'];
const compress = promisify(gzip);

// As undici's own entry file does; its proxy agent needs `connect` from there.
Object.assign(BaseDispatcher.prototype, api);

export function createEndpoint(options: EndpointOptions): Destination {
  const { timeoutMs = TIMEOUT_MS, now = Date.now } = options;
  const dispatcher = createDispatcher(options.env, timeoutMs);
  const { origin, pathname } = new URL(`${options.endpoint}/v1/events`);
  const plain = {
    'content-type': 'application/json',
    'user-agent': `${options.sdk.name}/${options.sdk.version}`,
    ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
  };
  /** Whether the endpoint has said that it takes compressed requests (RFC 7694). */
  let takesGzip = false;

  async function post(content: Buffer): Promise<Reply> {
    const isCompressed = takesGzip && !options.isLoopback && content.length >= GZIP_FROM_BYTES;
    const answer = await dispatcher.request({
      origin,
      path: pathname,
      method: 'POST',
      headers: isCompressed ? { ...plain, 'content-encoding': 'gzip' } : plain,
      body: isCompressed ? await compress(content, { level: constants.Z_BEST_SPEED }) : content,
      signal: AbortSignal.timeout(timeoutMs),
    });
    takesGzip = /\bgzip\b/.test(headerText(answer.headers, 'accept-encoding') ?? '');
    return { code: answer.statusCode, headers: answer.headers, body: await readBody(answer.body) };
  }

  return {
    async send(lines) {
      const content = joinBatch(lines, options.sdk, process.version);
      try {
        return toOutcome(await post(content), lines.length, now());
      } catch (error) {
        return { status: 'retryable', why: describe(error), pauseMs: undefined, quota: undefined };
      }
    },
    close: () => void dispatcher.destroy(),
  };
}

/** One connection: batches go one after another. Redirects are not followed, so the key stays here. */
function createDispatcher(env: EndpointOptions['env'], timeoutMs: number): Dispatcher {
  const limits = { connections: 1, pipelining: 1, connect: { timeout: timeoutMs } };
  if (PROXY_VARIABLES.every((name) => !env[name])) return new Agent(limits);
  const httpProxy = env.http_proxy || env.HTTP_PROXY;
  const httpsProxy = env.https_proxy || env.HTTPS_PROXY;
  const noProxy = env.no_proxy || env.NO_PROXY;
  return new EnvHttpProxyAgent({
    ...limits,
    ...(httpProxy ? { httpProxy } : {}),
    ...(httpsProxy ? { httpsProxy } : {}),
    ...(noProxy ? { noProxy } : {}),
  });
}

async function readBody(body: Dispatcher.ResponseData['body']): Promise<string> {
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

/** `{accepted, rejected}` in the answer; anything else means that all was accepted. */
function countRefused(body: string, events: number): number {
  try {
    const { rejected } = Object(JSON.parse(body)) as { rejected?: unknown };
    return typeof rejected === 'number' && rejected > 0 && rejected <= events ? Math.trunc(rejected) : 0;
  } catch {
    return 0;
  }
}

function describe(error: unknown): string {
  const { code, cause, name, message } = Object(error) as NodeJS.ErrnoException;
  if (name === 'TimeoutError') return 'no answer in time';
  if (typeof code === 'string') return code;
  return cause instanceof Error ? describe(cause) : (message ?? String(error));
}
