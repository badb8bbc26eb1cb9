/**
 * Without a proxy: Node's own client. undici parses answers with WebAssembly, which V8 begins to optimise after a few
 * of them, on a thread that the end of the process has to wait for: 40 to 200 ms, measured (#3).
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { type Post, type Reply, readShortBody } from './post.js';

export function createDirectPost(url: URL, timeoutMs: number): Post {
  const { Agent, request } = url.protocol === 'https:' ? https : http;
  // One connection: batches go one after another.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  function attempt(body: Buffer, headers: Readonly<Record<string, string>>): Promise<Reply | 'connection was stale'> {
    return new Promise((resolve, reject) => {
      const sending = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } });
      const limit = setTimeout(() => sending.destroy(new Error('no answer in time')), timeoutMs);
      sending.on('response', async (answer) => {
        const text = await readShortBody(answer);
        clearTimeout(limit);
        resolve({ code: answer.statusCode ?? 0, headers: answer.headers, body: text });
      });
      sending.on('error', (error) => {
        clearTimeout(limit);
        const isStale = sending.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
        if (isStale) resolve('connection was stale');
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
    close: () => agent.destroy(),
  };
}
