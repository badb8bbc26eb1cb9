/** From a request to an answer: by path, then by method. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Answer, failure, nothingAt, Refusal, send } from './answer.js';

/** What the address of a request says. */
export interface Address {
  /** Decoded parts of the path that a route's `*` stands for. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export interface Asked extends Address {
  readonly request: IncomingMessage;
}

export type Handler<A = Asked> = (asked: A) => Answer | Promise<Answer>;
export type Methods<A = Asked> = Readonly<Record<string, Handler<A>>>;

export interface Route<A = Asked> {
  /** `/api/events/*`: a `*` stands for one part of the path. A last part `**` stands for the rest. */
  readonly path: string;
  readonly methods: Methods<A>;
}

/** A refusal before any route is looked at, or `undefined`. */
export type Guard = (request: IncomingMessage) => Answer | undefined;

/** Finds the route for a path; `undefined` where there is none, and for a path with a broken escape. */
export function routeFinder<A>(routes: readonly Route<A>[]) {
  const known = routes.map(({ path, methods }) => ({ pattern: patternOf(path), methods }));
  return (path: string): { readonly methods: Methods<A>; readonly parts: readonly string[] } | undefined => {
    for (const { pattern, methods } of known) {
      const match = pattern.exec(path);
      if (match === null) continue;
      const parts = decoded(match.slice(1));
      return parts === undefined ? undefined : { methods, parts };
    }
    return undefined;
  };
}

export function listener(routes: readonly Route[], guard: Guard): RequestListener {
  const find = routeFinder(routes);

  async function answer(request: IncomingMessage): Promise<Answer> {
    const refused = guard(request);
    if (refused !== undefined) return refused;
    const [path = '', query = ''] = split(request.url ?? '', '?');
    const found = find(path);
    if (found === undefined) return failure(404, 'not_found', nothingAt(path));
    const { methods, parts } = found;
    const handler = methodOf(methods, request.method ?? '');
    return handler?.({ request, parts, query: new URLSearchParams(query) }) ?? notAllowed(methods);
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
    else await send(error instanceof Refusal ? error.answer : failure(500, 'failed', String(error)), request, response);
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
