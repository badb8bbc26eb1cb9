/** What a handler answers, and how it is written to the response. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export type Headers = Readonly<Record<string, string>>;

export type Answer =
  | {
      readonly kind: 'whole';
      readonly status: number;
      readonly headers: Headers;
      readonly body: string | Buffer;
    }
  /** The handler writes the body itself, for as long as it likes. Its promise ends the response. */
  | {
      readonly kind: 'stream';
      readonly status: number;
      readonly headers: Headers;
      readonly write: (response: ServerResponse) => Promise<void>;
    };

/** An error's code: docs/dev.md lists them. */
export type ErrorCode =
  | 'bad_filter'
  | 'bad_cursor'
  | 'bad_parameter'
  | 'bad_body'
  | 'no_token'
  | 'bad_host'
  | 'bad_origin'
  | 'not_found'
  | 'bad_method'
  | 'too_large'
  | 'bad_type'
  | 'busy'
  | 'store_failed'
  | 'failed';

/** The page's own files are all that a page of ours may load. */
const SECURITY: Headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

export function json(status: number, value: unknown, headers: Headers = {}): Answer {
  return {
    kind: 'whole',
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  };
}

export function failure(status: number, code: ErrorCode, error: string, headers: Headers = {}): Answer {
  return json(status, { error, code }, headers);
}

export function nothingAt(path: string): string {
  return `nothing at ${path.slice(0, 200)}`;
}

/** Thrown where a handler cannot go on: `answer` says why. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, code: ErrorCode, error: string, headers: Headers = {}) {
    super(error);
    this.answer = failure(status, code, error, headers);
  }
}

/** Writes `answer`; resolves when the response has ended. */
export async function send(answer: Answer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, {
    ...SECURITY,
    ...answer.headers,
    // The rest of a refused body is not read, so the connection cannot be used again.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  if (answer.kind === 'stream') {
    response.flushHeaders();
    if (request.method !== 'HEAD') await answer.write(response);
    response.end();
    return;
  }
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}
