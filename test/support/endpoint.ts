/** A loopback endpoint for `/v1/events` that gives a chosen answer and remembers what it received. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import type { McpWatchEvent } from '../../src/model.js';

const isEvent = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(readFileSync('event.schema.json', 'utf8')));

export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly url: string;
  readonly body: { readonly batch: readonly McpWatchEvent[]; readonly sdk: Record<string, string> };
}

export interface Endpoint {
  readonly url: string;
  /** With this API key it gets what MCPWatch's cloud gets; without one, what `mcpwatch dev` gets. */
  readonly key: string;
  readonly requests: readonly Received[];
  /** All events in order, without duplicates. */
  readonly events: readonly McpWatchEvent[];
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, count: number) => void;

/** Answers of healthy and broken endpoints. */
export const ANSWERS = {
  accepts: (response, count) => {
    response.writeHead(202, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ accepted: count, rejected: 0 }));
  },
  fails: (response) => response.writeHead(500).end('broken'),
  talksNonsense: (response) => response.writeHead(202, { 'content-type': 'text/html' }).end('<!doctype html>\0{'),
  neverAnswers: () => {},
} satisfies Record<string, Answer>;

export async function startEndpoint(answer: Answer = ANSWERS.accepts): Promise<Endpoint> {
  const requests: Received[] = [];
  const invalid: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const body = JSON.parse(text.toString('utf8')) as Received['body'];
    requests.push({ headers: request.headers, url: request.url ?? '', body });
    for (const event of body.batch) {
      if (!isEvent(event)) invalid.push(`${JSON.stringify(isEvent.errors)} in ${JSON.stringify(event).slice(0, 2000)}`);
    }
    answer(response, body.batch.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    key: 'mw_test_0123456789',
    requests,
    get events() {
      const byId = new Map<string, McpWatchEvent>();
      for (const { body } of requests) for (const event of body.batch) byId.set(event.event_id, event);
      return [...byId.values()].sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      // Checks every event of every test against the schema.
      if (invalid.length > 0) throw new Error(`not valid by event.schema.json: ${invalid.join('\n')}`);
    },
  };
}
