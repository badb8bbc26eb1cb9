/** The messages of one HTTP request and of its response, read from copies: the host's own are left as they are. */
import { isObject } from './probe.js';

export interface Answer {
  readonly response: Response;
  /** The messages of the request's body; one that could not be read has none. */
  readonly received: readonly unknown[];
  /** The errors that answer them; none for a stream of notifications. */
  readonly replies: readonly unknown[];
}

/** A response to `subscriptions/listen`: it stays open, and carries the notifications of the server. */
export function isListening(answer: Answer): boolean {
  return isEventStream(answer.response);
}

/**
 * The messages of a POST, which are read when they are asked for. Other methods carry none: a 405 to a GET is the
 * protocol's way to say that there is no stream.
 */
export function requestMessages(request: unknown, options: unknown): (() => Promise<readonly unknown[]>) | undefined {
  if (!isRequest(request) || request.method !== 'POST') return undefined;
  const parsed = isObject(options) ? options['parsedBody'] : undefined;
  if (parsed !== undefined) return async () => asList(parsed);
  try {
    const copy = request.clone();
    return async () => asList(parseJson(await copy.text()));
  } catch {
    // The body has been read already: the entry answers so, and there is nothing to name the request by.
    return async () => [];
  }
}

/** What an entry has answered by itself, or `undefined` when it is neither an error nor a stream. */
export async function readAnswer(
  response: unknown,
  messages: () => Promise<readonly unknown[]>,
): Promise<Answer | undefined> {
  if (!isResponse(response)) return undefined;
  if (isEventStream(response)) return { response, received: await messages(), replies: [] };
  const error = await readError(response);
  if (error === undefined) return undefined;
  const received = await messages();
  const ids = received.map((message) => (isObject(message) ? message['id'] : undefined)).filter((id) => id != null);
  const replies = ids.length === 0 ? [{ jsonrpc: '2.0', error }] : ids.map((id) => ({ jsonrpc: '2.0', id, error }));
  return { response, received, replies };
}

/** The JSON-RPC error in a response; for other failures (OAuth challenges) one with the response's own words. */
async function readError(response: Response): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  if (!isJson && response.status < 400) return undefined;
  const body = isJson ? parseJson(await response.clone().text()) : undefined;
  const error = isObject(body) ? body['error'] : undefined;
  if (isObject(error)) return error;
  if (response.status < 400) return undefined;
  const words = isObject(body) ? (body['error_description'] ?? error) : undefined;
  return { message: typeof words === 'string' ? words : `HTTP ${response.status}` };
}

/** The same response, whose events are told as they pass. */
export function tapListening(response: Response, tell: { sent(message: unknown): void; ended(): void }): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const readEvents = createEventReader(tell.sent);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) {
          tell.ended();
          controller.close();
          return;
        }
        readEvents(value);
        controller.enqueue(value);
      },
      cancel(reason) {
        tell.ended();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

/** Reads `data:` lines of server-sent events from chunks, which may divide them anywhere. */
function createEventReader(tell: (message: unknown) => void): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = line.startsWith('data:') ? parseJson(line.slice('data:'.length)) : undefined;
      if (message !== undefined) tell(message);
    }
  };
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** By shape, not `instanceof`: hosts bring their own fetch, and naming the globals makes Node load its own. */
function isRequest(value: unknown): value is Request {
  return isObject(value) && typeof value['method'] === 'string' && typeof value['clone'] === 'function';
}

function isResponse(value: unknown): value is Response {
  return isObject(value) && typeof value['status'] === 'number' && typeof value['clone'] === 'function';
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.includes('text/event-stream') === true;
}
