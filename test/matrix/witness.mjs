/** A loopback endpoint for another agent's spans, and their names. */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

/** `names` reads the span names in one request body; of requests to other paths than `path`, if given, there are none. */
export async function openWitness(names, path) {
  const bodies = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (path === undefined || request.url === path)
      bodies.push(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    names: () => [...new Set(bodies.flatMap(names))].sort(),
    /** Waits until all of `wanted` have arrived, and a little longer, or for ten seconds. */
    async saw(wanted) {
      const giveUp = Date.now() + 10_000;
      while (Date.now() < giveUp && !wanted.every((name) => this.names().includes(name))) await sleep(50);
      await sleep(500);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
