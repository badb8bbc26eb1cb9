/**
 * `createMcpHandler` creates a server for each HTTP request, but answers some itself: rejected revisions and headers,
 * and all of `subscriptions/listen`. Requests for which no server connected are recorded here.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpRejection } from '../../http-rejection.js';
import type { ClassOrigin, ConnectionObserver } from '../../model.js';
import { nowMs } from '../../real-time.js';
import { fieldOf, isObject, type Method } from '../../sdk-object.js';
import type { EntryOptions } from './entry-options.js';
import { HttpExchange, isListening, isWebRequest } from './http-exchange.js';
import { tapListening } from './listening.js';
import { wrapMethod } from './wrap.js';

interface EntryExchange {
  readonly http: HttpExchange;
  /** Called with a server of this entry. */
  readonly noteServer: (server: object) => void;
}

const exchanges = new AsyncLocalStorage<EntryExchange>();

/**
 * A server connects: its replies are observed on its transport. Returns whether it was created for one HTTP request; its
 * transport need not show that, because a host may connect it through one of its own.
 */
export function noteServed(server: object): boolean {
  const exchange = exchanges.getStore();
  exchange?.http.delivered();
  exchange?.noteServer(server);
  return exchange !== undefined;
}

/** A server is closed that was perhaps never connected: the entry has asked it what it offers. */
export function noteClosed(server: object): void {
  exchanges.getStore()?.noteServer(server);
}

export function replaceCreateMcpHandler(original: Method, origin: ClassOrigin, options: EntryOptions): Method {
  return function createMcpHandler(this: unknown, ...args: unknown[]) {
    const handler = Reflect.apply(original, this, args);
    if (!isObject(handler)) return handler;
    /** Rejections happen before the factory is called: they are attributed to the server that it created last. */
    let latest: object | undefined;
    const watched: WatchedEntry = {
      observe: (transport, exchangeArrivedMs) =>
        options.observe({ server: latest, transport, origin, exchangeArrivedMs }),
      noteServer: (server) => {
        latest = server;
      },
      onFault: options.onFault,
    };
    wrapMethod(handler, 'fetch', (fetch) => replaceFetch(fetch, watched));
    return handler;
  };
}

interface WatchedEntry extends Pick<EntryOptions, 'onFault'> {
  observe(request: object, arrivedMs: number): ConnectionObserver | undefined;
  noteServer(server: object): void;
}

function replaceFetch(original: Method, entry: WatchedEntry): Method {
  return function fetch(this: unknown, ...args: unknown[]) {
    const { 0: request, 1: options } = args;
    if (!isWebRequest(request)) return Reflect.apply(original, this, args);
    const arrivedMs = nowMs();
    const http = new HttpExchange(request, fieldOf(options, 'parsedBody'), undefined);
    const exchange = { http, noteServer: (server: object) => entry.noteServer(server) };
    const answered = exchanges.run(exchange, () => Reflect.apply(original, this, args));
    // Other methods carry no messages: a 405 to a GET is the protocol's way to say that there is no stream.
    if (http.method !== 'POST' || !(answered instanceof Promise)) return answered;
    return answered.then(async (response: unknown) => {
      if (http.isDelivered) return response;
      try {
        return await reportAnswer(http, response, () => entry.observe(request, arrivedMs));
      } catch (error) {
        entry.onFault(error);
        return response;
      }
    });
  };
}

/** Reports what the entry answered itself, and returns the response to pass on. */
async function reportAnswer(
  http: HttpExchange,
  response: unknown,
  observe: () => ConnectionObserver | undefined,
): Promise<unknown> {
  if (isListening(response)) return reportListening(http, response, observe());
  const rejection = await http.rejection(response);
  const observer = rejection && observe();
  if (rejection !== undefined) reportRejection(rejection, observer);
  return response;
}

function reportRejection(rejection: HttpRejection, observer: ConnectionObserver | undefined): void {
  observer?.rejected(rejection);
  observer?.closed();
}

function reportListening(http: HttpExchange, response: Response, observer: ConnectionObserver | undefined): unknown {
  if (observer === undefined) return response;
  const { request } = http;
  for (const message of http.messages()) observer.inbound(message, { request });
  return tapListening(response, {
    sent: (message) => observer.outbound(message, undefined, undefined),
    ended: () => observer.closed(),
  });
}
