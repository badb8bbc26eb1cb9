/**
 * `createMcpHandler` creates a server for each HTTP request, but answers some itself: rejected revisions and headers,
 * and all of `subscriptions/listen`. Requests for which no server connected are recorded here.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClassOrigin, ConnectionObserver } from '../../model.js';
import { nowMs } from '../../real-time.js';
import { isMethod, isObject, type Method } from '../../sdk-object.js';
import type { EntryOptions } from './entry-options.js';
import { type Answer, isListening, readAnswer, requestMessages } from './http-exchange.js';
import { tapListening } from './listening.js';
import { serverOf } from './probe.js';
import { wrapFunction, wrapMethod } from './wrap.js';

/** One HTTP request that an entry is answering. */
interface Exchange {
  isServed: boolean;
}

const exchanges = new AsyncLocalStorage<Exchange>();

/** Notes that a server has connected: its replies are observed on its transport. */
export function noteServed(): void {
  const exchange = exchanges.getStore();
  if (exchange !== undefined) exchange.isServed = true;
}

export function replaceCreateMcpHandler(original: Method, origin: ClassOrigin, options: EntryOptions): Method {
  return function createMcpHandler(this: unknown, ...args: unknown[]) {
    /** Rejections happen before the factory is called: they are attributed to the server that it created last. */
    let latest: object | undefined;
    const [factory, ...rest] = args;
    const handler = original.call(
      this,
      watchFactory(factory, (product) => {
        latest = serverOf(product) ?? latest;
      }),
      ...rest,
    );
    if (isObject(handler)) {
      wrapMethod(handler, 'fetch', (fetch) =>
        replaceFetch(fetch, options, (request, exchangeArrivedMs) =>
          options.observe({ server: latest, transport: request, origin, exchangeArrivedMs }),
        ),
      );
    }
    return handler;
  };
}

function watchFactory(factory: unknown, note: (product: unknown) => void): unknown {
  if (!isMethod(factory)) return factory;
  return wrapFunction(
    factory,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const product = original.apply(this, args);
        // The entry awaits this very promise, so a second listener hides no unhandled rejection from the host.
        if (product instanceof Promise) product.then(note, () => undefined);
        else note(product);
        return product;
      },
  );
}

type ObserveExchange = (request: object, arrivedMs: number) => ConnectionObserver | undefined;

function replaceFetch(original: Method, { onFault }: EntryOptions, observe: ObserveExchange): Method {
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
        return answer === undefined ? response : reportAnswer(answer, observe(request, arrivedMs), request);
      } catch (error) {
        onFault(error);
        return response;
      }
    });
  };
}

/** Reports the messages of an exchange, and returns the response to pass on. */
function reportAnswer(answer: Answer, observer: ConnectionObserver | undefined, request: object): unknown {
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
