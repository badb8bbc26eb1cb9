/** The messages of one HTTP request and of its response, read from copies: the host's own objects are left untouched. */
import { fieldOf, isMethod, isObject } from '../../sdk-object.js';

export interface Answer {
  readonly response: Response;
  /** The messages of the request's body; empty when it could not be read. */
  readonly received: readonly unknown[];
  /** The errors that answer them; none for a stream of notifications. */
  readonly replies: readonly unknown[];
}

/** Whether this is a response to `subscriptions/listen`, which stays open and carries the server's notifications. */
export function isListening(answer: Answer): boolean {
  return isEventStream(answer.response);
}

/**
 * A function that reads the messages of a POST. Other methods carry none: a 405 to a GET is the protocol's way to say
 * that there is no stream.
 */
export function requestMessages(request: unknown, options: unknown): (() => Promise<readonly unknown[]>) | undefined {
  if (!isRequest(request) || request.method !== 'POST') return undefined;
  const parsed = fieldOf(options, 'parsedBody');
  if (parsed !== undefined) return async () => asList(parsed);
  try {
    const copy = request.clone();
    return async () => asList(parseJson(await copy.text()));
  } catch {
    // The body has been read already: the entry says so in its answer, and nothing else is known of the request.
    return async () => [];
  }
}

/** What an entry has answered itself; `undefined` when it is neither an error nor a stream. */
export async function readAnswer(
  response: unknown,
  messages: () => Promise<readonly unknown[]>,
): Promise<Answer | undefined> {
  if (!isResponse(response)) return undefined;
  if (isEventStream(response)) return { response, received: await messages(), replies: [] };
  const error = await readError(response);
  if (error === undefined) return undefined;
  const received = await messages();
  const ids = received.map((message) => fieldOf(message, 'id')).filter((id) => id != null);
  const replies = ids.length === 0 ? [{ jsonrpc: '2.0', error }] : ids.map((id) => ({ jsonrpc: '2.0', id, error }));
  return { response, received, replies };
}

/** The JSON-RPC error in a response; for other failures (OAuth challenges) one made of the response's own text. */
async function readError(response: Response): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  if (!isJson && response.status < 400) return undefined;
  const body = isJson ? parseJson(await response.clone().text()) : undefined;
  const error = fieldOf(body, 'error');
  if (isObject(error)) return error;
  if (response.status < 400) return undefined;
  const text = fieldOf(body, 'error_description') ?? error;
  return { message: typeof text === 'string' ? text : `HTTP ${response.status}` };
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
  return isObject(value) && typeof value['method'] === 'string' && isMethod(value['clone']);
}

function isResponse(value: unknown): value is Response {
  return isObject(value) && typeof value['status'] === 'number' && isMethod(value['clone']);
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.includes('text/event-stream') === true;
}
