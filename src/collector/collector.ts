/**
 * The local endpoint: `POST /v1/events` on 127.0.0.1, as the cloud's answers it. It listens on loopback only,
 * takes requests only under a loopback name (a web page that rebinds its own name to 127.0.0.1 is refused),
 * and sends no CORS headers.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopback } from '../config.js';
import { eventFault, isEvent, isRecord, type ReceivedEvent } from './event-shape.js';
import { createRecentStore, type EventStore } from './event-store.js';
import { readJsonBody } from './request-body.js';

export interface CollectorOptions {
  /** Each event once, in the order of arrival. */
  readonly onEvent: (event: ReceivedEvent) => void;
  readonly store?: EventStore;
  readonly maxBodyBytes?: number;
}

export interface Collector {
  /** Resolves with its address; rejects with the listen error (`EADDRINUSE`). Port 0: any free one. */
  listen(port: number): Promise<string>;
  /** Takes events that came another way than HTTP. */
  take(batch: readonly unknown[]): void;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handler = (request: IncomingMessage) => Promise<Answer>;
/** By path, then by method. */
type Routes = Readonly<Record<string, Readonly<Record<string, Handler>>>>;

/** How many faults one answer spells out. */
const FAULTS_SHOWN = 10;

export function createCollector(options: CollectorOptions): Collector {
  const store = options.store ?? createRecentStore();

  async function receiveEvents(request: IncomingMessage): Promise<Answer> {
    const body = await readJsonBody(request, options.maxBodyBytes);
    if (body.kind === 'refused') return { status: body.status, body: { error: body.reason } };
    const batch = isRecord(body.value) ? body.value['batch'] : undefined;
    if (!Array.isArray(batch)) return { status: 400, body: { error: 'expected {"batch":[…]}' } };
    return { status: 202, body: take(batch) };
  }

  /** A double counts as accepted: its sender has done its part. */
  function take(batch: readonly unknown[]) {
    const faults = batch.flatMap((item, index) => {
      if (isEvent(item)) {
        if (store.add(item)) options.onEvent(item);
        return [];
      }
      return [{ index, fault: eventFault(item) }];
    });
    const counts = { accepted: batch.length - faults.length, rejected: faults.length };
    return faults.length === 0 ? counts : { ...counts, faults: faults.slice(0, FAULTS_SHOWN) };
  }

  const server = createServer(answering({ '/v1/events': { POST: receiveEvents } }));
  return { listen: (port) => listen(server, port), take, close: () => close(server) };
}

function answering(routes: Routes) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    route(routes, request)
      .catch((error: unknown): Answer => ({ status: 500, body: { error: String(error) } }))
      .then(({ status, body, headers }) => {
        response.writeHead(status, {
          'content-type': 'application/json',
          // What is left of a refused body is not read: the connection is of no more use.
          ...(request.complete ? {} : { connection: 'close' }),
          ...headers,
        });
        response.end(JSON.stringify(body));
      });
  };
}

async function route(routes: Routes, request: IncomingMessage): Promise<Answer> {
  const { headers, method = '', url = '' } = request;
  if (!isLocalName(headers.host)) {
    return {
      status: 403,
      body: { error: 'expected a Host of this machine, such as 127.0.0.1 or localhost' },
    };
  }
  const path = url.split('?')[0] ?? '';
  const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (methods === undefined) return { status: 404, body: { error: `nothing at ${path}` } };
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handler !== undefined) return handler(request);
  const allow = Object.keys(methods).join(', ');
  return { status: 405, body: { error: `expected ${allow}` }, headers: { allow } };
}

function isLocalName(host: string | undefined): boolean {
  const url = `http://${host}`;
  return host !== undefined && URL.canParse(url) && isLoopback(new URL(url).hostname);
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Senders keep their connections open; without this the close waits for them.
    server.closeAllConnections();
  });
}
