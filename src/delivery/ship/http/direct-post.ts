/**
 * POST without a proxy, through Node's own client. undici parses responses with WebAssembly, which V8 starts to optimise
 * after a few of them, on a thread that process exit has to wait for: 40 to 200 ms, measured (#3).
 */

import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import { errnoOf } from '../../../errno.js';
import { startTimer, stopTimer } from '../../../real-time.js';
import { EarlyConnection } from './early-connection.js';
import { BODY_BYTES, type Post, type Reply, readShortBody, type Tls } from './post.js';

/** What a connection that the server has closed in the meantime ends with; on a Unix socket it is EPIPE. */
const STALE = new Set(['ECONNRESET', 'EPIPE']);

export interface DirectPostOptions {
  /** A Unix socket to connect to instead of the URL's host and port. */
  readonly socketPath?: string | undefined;
  readonly tls?: Tls | undefined;
  /** Of a response's body. */
  readonly mostBytes?: number | undefined;
  /** Another way to connect. */
  readonly connect?: (() => Duplex) | undefined;
}

/** What a receiver that has waited for too long answers, to nothing. */
const REQUEST_TIMEOUT = 408;

/** Only one of them is loaded: `node:https` takes twice as long as `node:http`, and a short session waits for it. */
function clientFor({ protocol }: URL): typeof import('node:http') | typeof import('node:https') {
  return protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
}

export function createDirectPost(url: URL, timeoutMs: number, options: DirectPostOptions = {}): Post {
  const { socketPath, tls, mostBytes = BODY_BYTES } = options;
  const { Agent, request } = clientFor(url);
  // One connection: batches are sent one after another.
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...tls });
  const early = openAhead(agent, url, options);
  const route = { method: 'POST', agent, ...(socketPath === undefined ? {} : { socketPath }) };

  function attempt(body: Buffer, headers: Readonly<Record<string, string>>): Promise<Reply | 'connection was stale'> {
    return new Promise((resolve, reject) => {
      const sending = request(url, { ...route, headers: { ...headers, 'content-length': body.length } });
      const isStale = () => sending.reusedSocket || early.isTaken(sending.socket);
      const limit = startTimer(() => sending.destroy(new Error('no answer in time')), timeoutMs);
      sending.on('response', async (answer) => {
        const content = await readShortBody(answer, mostBytes);
        stopTimer(limit);
        if (answer.statusCode === REQUEST_TIMEOUT && isStale()) return resolve('connection was stale');
        const { statusCode: code = 0, headers: answered } = answer;
        resolve({ code, headers: answered, body: content, isSent: sending.writableFinished });
      });
      sending.on('error', (error) => {
        stopTimer(limit);
        if (isStale() && STALE.has(errnoOf(error) ?? '')) resolve('connection was stale');
        else reject(error);
      });
      sending.end(body);
    });
  }

  return {
    async send(body, headers) {
      const first = await attempt(body, headers);
      const reply = first === 'connection was stale' ? await attempt(body, headers) : first;
      if (reply === 'connection was stale') throw new Error(reply);
      return reply;
    },
    open: () => early.open(),
    close() {
      early.close();
      agent.destroy();
    },
  };
}

/** Has `agent` use a connection that was opened before, where there is one. */
function openAhead(agent: Agent, url: URL, { socketPath, tls, connect }: DirectPostOptions): EarlyConnection {
  const create = agent.createConnection.bind(agent);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? 443 : 80);
  const place = socketPath === undefined ? { host, port } : { path: socketPath };
  // As the agent itself has it: no name for an IP address.
  const servername = /^[\d.]+$|:/.test(host) ? '' : host;
  const options = { ...tls, ...place, servername, noDelay: true };
  const early = new EarlyConnection(connect ?? (() => create(options)));
  agent.createConnection = (...args) => early.take() ?? connect?.() ?? create(...args);
  return early;
}
