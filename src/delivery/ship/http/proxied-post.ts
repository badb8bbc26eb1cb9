/** POST through the proxy that the environment names. Node's own client supports that from Node 24 on only. */
import type { buildConnector, Dispatcher } from 'undici';
// Not from 'undici' itself: that would load `fetch` and web sockets too, which takes most of the time, and would
// replace the global dispatcher, which the host's `fetch` uses.
import api from 'undici/lib/api/index.js';
import Client from 'undici/lib/dispatcher/client.js';
import BaseDispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import { BODY_BYTES, type OpenPostOptions, type Post, readShortBody } from './post.js';

// As undici's own entry file does: its proxy agent needs `connect`.
Object.assign(BaseDispatcher.prototype, api);

export function createProxiedPost({ url, env, timeoutMs, tls, mostBytes = BODY_BYTES }: OpenPostOptions): Post {
  const httpProxy = env['http_proxy'] || env['HTTP_PROXY'];
  const httpsProxy = env['https_proxy'] || env['HTTPS_PROXY'];
  const noProxy = env['no_proxy'] || env['NO_PROXY'];
  const dispatcher: Dispatcher = new EnvHttpProxyAgent({
    connections: 1,
    pipelining: 1,
    connect: { timeout: timeoutMs, ...tls },
    ...(tls === undefined ? {} : { requestTls: { ...tls, timeout: timeoutMs } }),
    factory: (origin, options) => new Client(origin, withOneAttempt(options)),
    ...(httpProxy ? { httpProxy } : {}),
    ...(httpsProxy ? { httpsProxy } : {}),
    ...(noProxy ? { noProxy } : {}),
  });
  return {
    async send(body, headers) {
      const answer = await dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const content = await readShortBody(answer.body, mostBytes);
      return { code: answer.statusCode, headers: answer.headers, body: content, isSent: false };
    },
    close: () => void dispatcher.destroy(),
  };
}

/**
 * undici connects again, at once and without end, when a connection was closed while it was being made; a proxy that
 * closes each one costs a core (#9 C4). Retries are ours to make: a failed connection fails the request.
 */
function withOneAttempt(options: object): Client.Options {
  const connect: unknown = 'connect' in options ? options.connect : undefined;
  if (!isConnector(connect)) return options;
  const once: buildConnector.connector = (to, callback) =>
    connect(to, (error, socket) => {
      if (error === null) callback(null, socket);
      else callback(new Error(`no connection through the proxy: ${error.message}`), null);
    });
  return { ...options, connect: once };
}

function isConnector(connect: unknown): connect is buildConnector.connector {
  return typeof connect === 'function';
}
