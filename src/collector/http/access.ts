/** The token that reading needs: in the cookie that the printed address sets, or as a bearer token. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Answer, failure } from './answer.js';
import type { Handler } from './router.js';

export class Access {
  readonly #token: string;
  readonly #digest: Buffer;

  constructor(token: string) {
    this.#token = token;
    this.#digest = digestOf(token);
  }

  /** Answers 401 without the token. */
  required(handler: Handler): Handler {
    return (asked) => {
      if (this.#isAllowed(asked.request)) return handler(asked);
      return failure(
        401,
        'no_token',
        'open the address that mcpwatch dev printed, or send its token as a bearer token',
        {
          'www-authenticate': 'Bearer realm="mcpwatch"',
        },
      );
    };
  }

  /** `/open/<token>`: sets the cookie and leads to the page. A browser keeps the fragment, which is the page's view. */
  login({ parts, request }: Parameters<Handler>[0]): Answer {
    if (!this.#matches(parts[0] ?? '')) {
      return failure(401, 'no_token', 'this is not the token of the running mcpwatch dev');
    }
    const cookie = `${cookieName(request)}=${this.#token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000`;
    return {
      kind: 'whole',
      status: 303,
      headers: { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' },
      body: '',
    };
  }

  #isAllowed(request: IncomingMessage): boolean {
    const [, bearer] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (bearer !== undefined) return this.#matches(bearer);
    const name = `${cookieName(request)}=`;
    const cookies = (request.headers.cookie ?? '').split(/; */).filter((cookie) => cookie.startsWith(name));
    return cookies.some((cookie) => this.#matches(cookie.slice(name.length)));
  }

  #matches(given: string): boolean {
    return timingSafeEqual(digestOf(given), this.#digest);
  }
}

/** Cookies do not tell ports apart. */
function cookieName({ socket }: IncomingMessage): string {
  return `mcpwatch_${socket.localPort ?? 0}`;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
