/** A loopback endpoint that keeps the events that it receives. */
import { createServer } from 'node:http';

export async function openReceiver() {
  const byKey = new Map();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const key = (request.headers.authorization ?? '').replace('Bearer ', '');
    const events = byKey.get(key) ?? [];
    byKey.set(key, events);
    events.push(...JSON.parse(Buffer.concat(chunks).toString()).batch);
    response.writeHead(202).end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    /** The events that arrived with `key`, each once, in order of time. */
    take(key) {
      const once = new Map((byKey.get(key) ?? []).map((event) => [event.event_id, event]));
      byKey.delete(key);
      return [...once.values()].sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
