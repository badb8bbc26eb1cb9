/**
 * Listens to HTTP requests that a transport answers with an error itself: unknown sessions, wrong headers, unreadable
 * bodies, missing scopes. Its callbacks see at most an error without status or request.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpPeer } from '../../http-peer.js';
import type { ConnectionObserver } from '../../model.js';
import { fieldOf, isMethod, isObject, type Method, webTransportOf } from '../../sdk-object.js';
import type { OnFault } from './guarded-observer.js';
import { HttpExchange, isWebRequest } from './http-exchange.js';
import { peerOf } from './request-peer.js';
import { wrapperOf } from './wrap.js';

/** An HTTP request in whose asynchronous context this is. One context for both steps: each costs its request a copy of all. */
interface Arrival {
  /** Who has sent Node's request: the transport inside gets a web standard request, which does not say. */
  readonly peer: HttpPeer | undefined;
  /** That transport, until it gets the request. */
  awaits: object | undefined;
  exchange: HttpExchange | undefined;
}

const arrivals = new AsyncLocalStorage<Arrival>();

/** The other end of the connection on which the current HTTP request came. */
export function currentPeer(): HttpPeer | undefined {
  return arrivals.getStore()?.peer;
}

/** A message of the current HTTP request, if any, has reached the server. Returns who has sent the request. */
export function noteDelivered(): HttpPeer | undefined {
  const arrival = arrivals.getStore();
  arrival?.exchange?.delivered();
  return arrival?.peer;
}

/** Keeps an error that may be the reason of a rejection, which says more; returns false when it is not. */
export function keepForRejection(error: unknown): boolean {
  const exchange = arrivals.getStore()?.exchange;
  if (exchange === undefined || exchange.isDelivered) return false;
  exchange.errors.push(error);
  return true;
}

/** Methods that take an HTTP request: of streamable HTTP, and of SSE. */
const METHODS = ['handleRequest', 'handlePostMessage'] as const;

/** Returns how to undo it. */
export function tapHttp(transport: object, observer: ConnectionObserver, onFault: OnFault): () => void {
  const inner = webTransportOf(transport);
  const wrap = wrapperOf(transport);
  const undo = METHODS.map((name) =>
    wrap(inner ?? transport, name, (original) => replaceHandleRequest(original, observer, onFault)),
  );
  if (inner !== undefined) undo.push(wrap(transport, 'handleRequest', notingPeer));
  return () => {
    for (const restore of undo) restore?.();
  };
}

function notingPeer(original: Method): Method {
  return function handleRequest(this: unknown, ...args: unknown[]) {
    const peer = peerOf(args[0]);
    if (peer === undefined) return Reflect.apply(original, this, args);
    const arrival = { peer, awaits: webTransportOf(this), exchange: undefined };
    return arrivals.run(arrival, () => Reflect.apply(original, this, args));
  };
}

function replaceHandleRequest(original: Method, observer: ConnectionObserver, onFault: OnFault): Method {
  return function handleRequest(this: unknown, ...args: unknown[]) {
    const { 0: request, 1: second, 2: third } = args;
    if (!isObject(request)) return Reflect.apply(original, this, args);
    const isWeb = isWebRequest(request);
    const around = arrivals.getStore();
    const peer = isWeb ? around?.peer : (peerOf(request) ?? around?.peer);
    const exchange = new HttpExchange(request, isWeb ? fieldOf(second, 'parsedBody') : third, peer);
    const restore = isWeb ? undefined : exchange.followResponse(second);
    const answered = receive(around, exchange, this, () => Reflect.apply(original, this, args));
    if (!(answered instanceof Promise)) {
      for (const error of exchange.errors) observer.transportFailed(error);
      return answered;
    }
    const settle = async (response: unknown) => {
      restore?.();
      try {
        if (!exchange.isDelivered) await report(exchange, isWeb ? response : second, observer);
      } catch (error) {
        onFault(error);
      }
      return response;
    };
    return answered.then(settle);
  };
}

/** In the context that Node's request has already, where this is the request in it. */
function receive(around: Arrival | undefined, exchange: HttpExchange, transport: unknown, handle: () => unknown) {
  if (around?.awaits !== transport || around === undefined)
    return arrivals.run({ peer: exchange.peer, awaits: undefined, exchange }, handle);
  around.awaits = undefined;
  around.exchange = exchange;
  return handle();
}

/** `response`: a web standard `Response`, or Node's `ServerResponse` in SDKs before 1.25. */
async function report(exchange: HttpExchange, response: unknown, observer: ConnectionObserver): Promise<void> {
  const rejection = isMethod(fieldOf(response, 'writeHead'))
    ? nodeRejection(exchange, response)
    : await exchange.rejection(response);
  if (rejection !== undefined) observer.rejected(rejection);
  else for (const error of exchange.errors) observer.transportFailed(error);
}

function nodeRejection(exchange: HttpExchange, response: unknown) {
  const status = fieldOf(response, 'statusCode');
  if (typeof status !== 'number' || status < 400) return undefined;
  const message = String(fieldOf(exchange.errors[0], 'message') ?? `HTTP ${status}`);
  return exchange.rejectedWith(status, exchange.writtenError() ?? { message }, { requestInfo: exchange.request });
}
