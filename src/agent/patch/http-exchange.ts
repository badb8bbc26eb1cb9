/** HTTP exchanges that a transport or an entry of SDK v2 answers itself, read from copies: the host's own objects stay untouched. */
import type { HttpPeer } from '../../http-peer.js';
import type { HttpRejection } from '../../http-rejection.js';
import { nowMs } from '../../real-time.js';
import { fieldOf, isMethod, isObject } from '../../sdk-object.js';
import { RequestBody } from './request-body.js';
import { wrapMethod } from './wrap.js';

/** Longer texts in a response are no rejection of the SDK. */
const REJECTION_CHARS = 16 * 1024;

/** One HTTP request that is being answered. */
export class HttpExchange {
  /** Not kept once a server has the messages: this lives as long as the asynchronous context of the request. */
  #request: object | undefined;
  readonly #body: RequestBody | undefined;
  readonly #arrivedMs = nowMs();
  readonly method: string;
  #isDelivered = false;
  #written = '';
  /** Errors that the transport reported while it was deciding. */
  readonly errors: unknown[] = [];

  /** `parsedBody`: as the host's HTTP framework has parsed it; `peer`: who has sent it. */
  constructor(
    request: object,
    parsedBody: unknown,
    readonly peer: HttpPeer | undefined,
  ) {
    this.#request = request;
    const method = fieldOf(request, 'method');
    this.method = typeof method === 'string' ? method : '';
    this.#body = this.method === 'POST' ? new RequestBody(request, parsedBody) : undefined;
  }

  get request(): object | undefined {
    return this.#request;
  }

  /** A server has received the messages: their replies are observed on its transport. */
  delivered(): void {
    this.#isDelivered = true;
    this.#request = undefined;
    this.#body?.forget();
  }

  get isDelivered(): boolean {
    return this.#isDelivered;
  }

  /** Notes with which text Node's `response` is ended, until the function that is returned is called. */
  followResponse(response: unknown): (() => void) | undefined {
    if (!isObject(response)) return undefined;
    const exchange = this;
    return wrapMethod(
      response,
      'end',
      (original) =>
        function end(this: unknown, ...args: unknown[]) {
          const { 0: text } = args;
          if (!exchange.isDelivered && typeof text === 'string' && text.length <= REJECTION_CHARS)
            exchange.#written = text;
          return Reflect.apply(original, this, args);
        },
    );
  }

  /** The JSON-RPC error with which Node's response was ended. */
  writtenError(): HttpRejection['error'] | undefined {
    const error = fieldOf(parseJson(this.#written), 'error');
    return isObject(error) ? error : undefined;
  }

  messages(): readonly unknown[] {
    return this.#body?.messages() ?? [];
  }

  /** `undefined` when `response` is not an error. */
  async rejection(response: unknown): Promise<HttpRejection | undefined> {
    if (!isResponse(response) || isEventStream(response)) return undefined;
    const error = await readError(response);
    return error && this.rejectedWith(response.status, error, { request: this.request });
  }

  rejectedWith(status: number, error: HttpRejection['error'], extra: unknown): HttpRejection {
    const messages = this.messages();
    return { httpMethod: this.method, status, messages, error, extra, peer: this.peer, arrivedMs: this.#arrivedMs };
  }
}

/** The response to `subscriptions/listen` is one: it stays open and carries the server's notifications. */
export function isListening(response: unknown): response is Response {
  return isResponse(response) && isEventStream(response);
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.includes('text/event-stream') === true;
}

/** By shape, not `instanceof`: hosts bring their own fetch, and naming the globals makes Node load its own. */
export function isWebRequest(value: unknown): value is object {
  return isObject(value) && typeof value['method'] === 'string' && isMethod(value['clone']);
}

function isResponse(value: unknown): value is Response {
  return isObject(value) && typeof value['status'] === 'number' && isMethod(value['clone']);
}

/** The JSON-RPC error in a response; for other failures (OAuth challenges) one made of the response's own text. */
async function readError(response: Response): Promise<HttpRejection['error'] | undefined> {
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  if (!isJson && response.status < 400) return undefined;
  const body = isJson ? parseJson(await response.clone().text()) : undefined;
  const error = fieldOf(body, 'error');
  if (isObject(error)) return error;
  if (response.status < 400) return undefined;
  const text = fieldOf(body, 'error_description') ?? error;
  return { message: typeof text === 'string' ? text : `HTTP ${response.status}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
