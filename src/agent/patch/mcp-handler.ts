/**
 * `createMcpHandler` makes a server for each HTTP request, but answers some itself: rejected revisions and headers,
 * and all of `subscriptions/listen`. A request that no server has connected for is told of here.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClassOrigin, ConnectionObserver } from '../../model.js';
import { nowMs } from '../../real-time.js';
import type { EntryOptions } from './entries.js';
import { type Answer, isListening, readAnswer, requestMessages, tapListening } from './http-exchange.js';
import { isObject, serverOf } from './probe.js';
import { type Method, wrapFunction, wrapMethod } from './wrap.js';

/** One HTTP request that an entry is answering. */
interface Exchange {
  isServed: boolean;
}

const exchanges = new AsyncLocalStorage<Exchange>();

/** A server connects: what it answers is seen on its transport. */
export function noteServed(): void {
  const exchange = exchanges.getStore();
  if (exchange !== undefined) exchange.isServed = true;
}

export function replaceCreateMcpHandler(original: Method, origin: ClassOrigin, options: EntryOptions): Method {
  return function createMcpHandler(this: unknown, ...args: unknown[]) {
    /** Rejections come before the factory is asked: the server that it made last names them. */
    let product: object | undefined;
    const [factory, ...rest] = args;
    const handler = original.call(
      this,
      watchFactory(factory, (made) => {
        product = serverOf(made) ?? product;
      }),
      ...rest,
    );
    if (isObject(handler)) {
      wrapMethod(handler, 'fetch', (fetch) =>
        replaceFetch(fetch, options, (request, exchangeArrivedMs) =>
          options.observe({ server: product, transport: request, origin, exchangeArrivedMs }),
        ),
      );
    }
    return handler;
  };
}

function watchFactory(factory: unknown, note: (product: unknown) => void): unknown {
  if (typeof factory !== 'function') return factory;
  return wrapFunction(
    factory as Method,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const made = original.apply(this, args);
        // The entry awaits this very promise, so a second listener hides no unhandled rejection from the host.
        if (made instanceof Promise) made.then(note, () => undefined);
        else note(made);
        return made;
      },
  );
}

type Observe = (request: object, arrivedMs: number) => ConnectionObserver | undefined;

function replaceFetch(original: Method, { onFault }: EntryOptions, observe: Observe): Method {
  return function fetch(this: unknown, ...args: unknown[]) {
    const [request, options] = args;
    const exchange: Exchange = { isServed: false };
    const arrivedMs = nowMs();
    const messages = requestMessages(request, options);
    const answered = exchanges.run(exchange, () => original.apply(this, args));
    if (messages === undefined || !isObject(request) || !(answered instanceof Promise)) return answered;
    return answered.then(async (response: unknown) => {
      if (exchange.isServed) return response;
      try {
        const answer = await readAnswer(response, messages);
        return answer === undefined ? response : tellAnswer(answer, observe(request, arrivedMs), request);
      } catch (error) {
        onFault(error);
        return response;
      }
    });
  };
}

/** Tells an exchange as the messages that it was made of, and answers the response to hand on. */
function tellAnswer(answer: Answer, observer: ConnectionObserver | undefined, request: object): unknown {
  if (observer === undefined) return answer.response;
  for (const message of answer.received) observer.inbound(message, { request });
  if (isListening(answer)) {
    return tapListening(answer.response, {
      sent: (message) => observer.outbound(message, undefined, undefined),
      ended: () => observer.closed(),
    });
  }
  for (const reply of answer.replies) observer.outbound(reply, undefined, undefined);
  observer.closed();
  return answer.response;
}
