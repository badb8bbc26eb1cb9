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
import { wrapMethod } from './wrap.js';

const exchanges = new AsyncLocalStorage<HttpExchange>();
/** Who has sent Node's HTTP requests: the transports pass on a web standard request, which does not say. */
const peers = new AsyncLocalStorage<HttpPeer>();

/** The other end of the connection on which the current HTTP request came. */
export function currentPeer(): HttpPeer | undefined {
  return peers.getStore();
}

/** A message of the current HTTP request, if any, has reached the server. */
export function noteDelivered(): void {
  exchanges.getStore()?.delivered();
}

/** Keeps an error that may be the reason of a rejection, which says more; returns false when it is not. */
export function keepForRejection(error: unknown): boolean {
  const exchange = exchanges.getStore();
  if (exchange === undefined || exchange.isDelivered) return false;
  exchange.errors.push(error);
  return true;
}

/** Methods that take an HTTP request: of streamable HTTP, and of SSE. */
const METHODS = ['handleRequest', 'handlePostMessage'] as const;

/** Returns how to undo it. */
export function tapHttp(transport: object, observer: ConnectionObserver, onFault: OnFault): () => void {
  const inner = webTransportOf(transport);
  const undo = METHODS.map((name) =>
    wrapMethod(inner ?? transport, name, (original) => replaceHandleRequest(original, observer, onFault)),
  );
  if (inner !== undefined) undo.push(wrapMethod(transport, 'handleRequest', notingPeer));
  return () => {
    for (const restore of undo) restore?.();
  };
}

function notingPeer(original: Method): Method {
  return function handleRequest(this: unknown, ...args: unknown[]) {
    const peer = peerOf(args[0]);
    return peer === undefined
      ? Reflect.apply(original, this, args)
      : peers.run(peer, () => Reflect.apply(original, this, args));
  };
}

/** `undefined` for a web standard request. The socket of HTTP/2 is a proxy, and may throw once its session has ended. */
function peerOf(request: unknown): HttpPeer | undefined {
  try {
    return readPeer(request, fieldOf(request, 'socket'));
  } catch {
    return undefined;
  }
}

function readPeer(request: unknown, socket: unknown): HttpPeer | undefined {
  if (!isObject(socket)) return undefined;
  const address = fieldOf(socket, 'remoteAddress');
  const port = fieldOf(socket, 'remotePort');
  const version = fieldOf(request, 'httpVersion');
  return {
    address: typeof address === 'string' ? address : '',
    port: typeof port === 'number' ? port : 0,
    // A connection over TCP has an address until it is closed.
    isUnixSocket: address === undefined && fieldOf(socket, 'destroyed') === false,
    // Node says `2.0` of HTTP/2, which has no minor versions (RFC 9113).
    httpVersion: typeof version === 'string' ? version.replace(/^([23])\.0$/, '$1') : '',
  };
}

function replaceHandleRequest(original: Method, observer: ConnectionObserver, onFault: OnFault): Method {
  return function handleRequest(this: unknown, ...args: unknown[]) {
    const { 0: request, 1: second, 2: third } = args;
    if (!isObject(request)) return Reflect.apply(original, this, args);
    const isWeb = isWebRequest(request);
    const exchange = new HttpExchange(
      request,
      isWeb ? fieldOf(second, 'parsedBody') : third,
      peerOf(request) ?? currentPeer(),
    );
    const restore = isWeb ? undefined : exchange.followResponse(second);
    const run = () => exchanges.run(exchange, () => Reflect.apply(original, this, args));
    const answered = exchange.peer === undefined ? run() : peers.run(exchange.peer, run);
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
