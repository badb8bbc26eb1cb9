/** A server that is reached over streamable HTTP: each message is a POST, answered with JSON or with an event stream. */
import { setTimeout as sleep } from 'node:timers/promises';
import { serverSentEvents } from '../../server-sent-events.js';
import { type Answer, answerOf, type Exchange, type Params, readMessage } from './link.js';

const RETRY_MS = 200;

export class HttpServer implements Exchange {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  #session: string | undefined;
  #revision: string | undefined;
  #lastId = 0;

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.#url = url;
    this.#headers = headers;
  }

  async request(method: string, params: Params | undefined, timeoutMs: number): Promise<Answer> {
    this.#lastId += 1;
    const id = this.#lastId;
    const startedMs = performance.now();
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.#post({ id, method, params }, signal);
      const message = await readReply(response, id);
      const ms = performance.now() - startedMs;
      if (message !== undefined) return answerOf(message, ms);
      return { kind: 'error', code: null, message: `HTTP ${response.status} without a JSON-RPC reply`, ms };
    } catch (error) {
      if (signal.aborted) return { kind: 'silent', ms: timeoutMs };
      return { kind: 'ended', why: reasonOf(error) };
    }
  }

  async notify(method: string): Promise<void> {
    try {
      const response = await this.#post({ method }, AbortSignal.timeout(5000));
      await response.body?.cancel();
    } catch {
      // What is asked next tells.
    }
  }

  agreed(revision: string): void {
    this.#revision = revision;
  }

  /** Resolves when somebody listens, at the latest after `timeoutMs`. */
  async untilListening(timeoutMs: number, isOver: () => boolean): Promise<void> {
    const giveUpMs = performance.now() + timeoutMs;
    while (performance.now() < giveUpMs && !isOver()) {
      try {
        const response = await fetch(this.#url, { method: 'HEAD', signal: AbortSignal.timeout(RETRY_MS * 5) });
        await response.body?.cancel();
        return;
      } catch {
        await sleep(RETRY_MS);
      }
    }
  }

  /** Ends the session, where there is one. */
  async close(): Promise<void> {
    if (this.#session === undefined) return;
    try {
      const response = await fetch(this.#url, {
        method: 'DELETE',
        headers: this.#ownHeaders(),
        signal: AbortSignal.timeout(2000),
      });
      await response.body?.cancel();
    } catch {
      // The server ends it when it likes.
    }
  }

  async #post(message: object, signal: AbortSignal): Promise<Response> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        ...this.#ownHeaders(),
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headersOf(message),
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
      redirect: 'manual',
      signal,
    });
    this.#session = response.headers.get('mcp-session-id') ?? this.#session;
    return response;
  }

  #ownHeaders(): Record<string, string> {
    return {
      ...this.#headers,
      ...(this.#session === undefined ? {} : { 'mcp-session-id': this.#session }),
      ...(this.#revision === undefined ? {} : { 'mcp-protocol-version': this.#revision }),
    };
  }
}

/** Revision 2026-07-28 repeats parts of a request in headers, and checks them. */
function headersOf(message: object): Record<string, string> {
  if (!('method' in message) || message.method !== 'server/discover') return {};
  return { 'mcp-method': 'server/discover', 'mcp-protocol-version': '2026-07-28' };
}

async function readReply(response: Response, id: number): Promise<Readonly<Record<string, unknown>> | undefined> {
  const isReply = (message: Readonly<Record<string, unknown>> | undefined) =>
    message !== undefined && (message['id'] === id || 'error' in message);
  if (!(response.headers.get('content-type') ?? '').includes('text/event-stream')) {
    const message = readMessage(await response.text());
    return isReply(message) ? message : undefined;
  }
  if (response.body === null) return undefined;
  for await (const { data } of serverSentEvents(response.body)) {
    const found = readMessage(data);
    if (isReply(found)) return found;
  }
  return undefined;
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.message;
}
