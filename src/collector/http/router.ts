/** From a request to an answer: by path, then by method. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Answer, failure, nothingAt, send } from './answer.js';

export interface Asked {
  readonly request: IncomingMessage;
  /** Decoded parts of the path that a route's `*` stands for. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export type Handler = (asked: Asked) => Answer | Promise<Answer>;
export type Methods = Readonly<Record<string, Handler>>;

export interface Route {
  /** `/api/events/*`: a `*` stands for one part of the path. A last part `**` stands for the rest. */
  readonly path: string;
  readonly methods: Methods;
}

/** A refusal before any route is looked at, or `undefined`. */
export type Guard = (request: IncomingMessage) => Answer | undefined;

export function listener(routes: readonly Route[], guard: Guard): RequestListener {
  const find = routes.map(({ path, methods }) => ({ pattern: patternOf(path), methods }));

  async function answer(request: IncomingMessage): Promise<Answer> {
    const refused = guard(request);
    if (refused !== undefined) return refused;
    const [path = '', query = ''] = split(request.url ?? '', '?');
    for (const { pattern, methods } of find) {
      const match = pattern.exec(path);
      if (match === null) continue;
      const parts = decoded(match.slice(1));
      if (parts === undefined) break;
      const handler = methodOf(methods, request.method ?? '');
      return handler?.({ request, parts, query: new URLSearchParams(query) }) ?? notAllowed(methods);
    }
    return failure(404, 'not_found', nothingAt(path));
  }

  return (request, response) => {
    void respond(answer, request, response);
  };
}

async function respond(
  answer: (request: IncomingMessage) => Promise<Answer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await send(await answer(request), request, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else await send(failure(500, 'failed', String(error)), request, response);
  }
}

function methodOf(methods: Methods, method: string): Handler | undefined {
  const name = method === 'HEAD' ? 'GET' : method;
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

function notAllowed(methods: Methods): Answer {
  const allow = Object.keys(methods).join(', ');
  return failure(405, 'bad_method', `expected ${allow}`, { allow });
}

function patternOf(path: string): RegExp {
  const source = path
    .split('/')
    .map((part) => (part === '**' ? '(.*)' : part === '*' ? '([^/]+)' : part.replace(/[.]/g, '\\.')))
    .join('/');
  return new RegExp(`^${source}$`);
}

function split(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** `undefined` for a path with a broken escape. */
function decoded(parts: readonly string[]): readonly string[] | undefined {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
