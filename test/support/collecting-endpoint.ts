/** An endpoint that can be healthy, refuse connections or stay silent, and counts how often each event arrives. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type EndpointBehaviour = 'healthy' | 'refusing' | 'silent';

export interface CollectingEndpoint {
  readonly url: string;
  behave(behaviour: EndpointBehaviour): void;
  /** Ids that begin with `prefix`, and how often each arrived. */
  arrived(prefix?: string): Map<string, number>;
  close(): Promise<void>;
}

export async function collectingEndpoint(): Promise<CollectingEndpoint> {
  const counts = new Map<string, number>();
  let behaviour: EndpointBehaviour = 'healthy';
  const server = createServer((request, response) => {
    if (behaviour === 'refusing') {
      request.socket.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (behaviour === 'silent') return;
      const { batch } = JSON.parse(Buffer.concat(chunks).toString()) as { batch: { event_id: string }[] };
      for (const { event_id } of batch) counts.set(event_id, (counts.get(event_id) ?? 0) + 1);
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave: (next) => {
      behaviour = next;
    },
    arrived: (prefix = '') => new Map([...counts].filter(([id]) => id.startsWith(prefix))),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
