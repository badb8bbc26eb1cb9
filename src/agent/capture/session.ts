/**
 * One connection: its messages in, its events out. What a message says (its name, its failure, its parties) is decided
 * by the pure files beside this one.
 */

import type { HttpPeer } from '../../http-peer.js';
import type { HttpRejection } from '../../http-rejection.js';
import type { CallSpan, Connection, ConnectionObserver, TaskOutcome } from '../../model.js';
import { FinishedCall } from './call.js';
import { type Moment, momentAt, momentOf } from './clock.js';
import type { Ending } from './ending.js';
import type { EventContext } from './event.js';
import { type Failure, rpcFailure, transportFailure } from './failure.js';
import { InboundRequests } from './inbound-requests.js';
import { forEachMessage, rpcErrorIn } from './json-rpc.js';
import { Notifications } from './notifications.js';
import { OutboundRequest } from './outbound-request.js';
import { OutboundRequests } from './outbound-requests.js';
import { SessionEvents } from './session-events.js';
import { errorFacts, httpAttributes } from './session-facts.js';
import type { ProcessScope, SessionListener } from './session-host.js';
import { SessionIdentity } from './session-identity.js';
import type { StdoutPrint } from './stdout-print.js';

export class Session implements ConnectionObserver {
  readonly started: Moment;
  readonly #process: ProcessScope;
  readonly #listener: SessionListener<Session>;
  readonly #identity: SessionIdentity;
  readonly #events: SessionEvents;
  readonly #inbound: InboundRequests;
  readonly #outbound: OutboundRequests;
  readonly #notifications: Notifications;
  #phase: 'silent' | 'alive' | 'ended' = 'silent';

  /** Keeps nothing of the connection: a host that drops a transport without closing it must not find it kept by us. */
  constructor(connection: Connection, scope: ProcessScope, listener: SessionListener<Session>) {
    const { exchangeArrivedMs } = connection;
    this.#process = scope;
    this.#listener = listener;
    this.#identity = new SessionIdentity(connection, scope.sharedSessionId);
    this.#events = new SessionEvents(scope, this.#identity);
    this.#inbound = new InboundRequests(scope, this.#events, this.#identity);
    this.#outbound = new OutboundRequests(scope, this.#events);
    this.#notifications = new Notifications(scope, this.#events, this.#inbound, this.#outbound);
    this.started = exchangeArrivedMs === undefined ? momentOf(scope.clock) : momentAt(exchangeArrivedMs, scope.clock);
  }

  get isPerRequest(): boolean {
    return this.#identity.isPerRequest;
  }

  /** What `server.close` says of this session's parties. */
  context(): EventContext {
    return this.#identity.context(undefined);
  }

  served(server: object): void {
    this.#identity.served(server);
    this.#inbound.served();
  }

  inbound(value: unknown, extra: unknown, peer?: HttpPeer): void {
    forEachMessage(value, (message, raw) => {
      if (message.kind === 'request') {
        const call = this.#inbound.received(message, { extra, peer }, momentOf(this.#process.clock));
        this.#inbound.awaitDispatch(raw, call);
      } else if (message.kind === 'notification') {
        this.#notifications.received(message, extra);
      } else {
        this.#outbound.answered(message);
      }
    });
    this.#wake();
  }

  callOf(message: unknown): object | undefined {
    return this.#inbound.dispatched(message);
  }

  spanOf(call: unknown): CallSpan | undefined {
    return this.#events.spanOf(this.#inbound.own(call));
  }

  carriedBy(during: unknown): ReturnType<ConnectionObserver['carriedBy']> {
    return this.#events.carriedBy(this.#inbound.own(during));
  }

  outbound(value: unknown, options: unknown, during: unknown): object | undefined {
    const call = this.#inbound.own(during);
    let identity: FinishedCall | OutboundRequest | undefined;
    forEachMessage(value, (message) => {
      if (message.kind === 'notification') {
        this.#notifications.sent(message, options, call);
      } else if (message.kind === 'request') {
        const asking = this.#inbound.callOfMessage(message.params, options, call);
        identity = this.#outbound.sent(message, asking, this.#identity.whyUnanswerable(options));
      } else {
        identity = this.#inbound.answered(message, call);
        if (identity === undefined && message.kind === 'error') this.#refused(rpcFailure(message.error, undefined));
      }
    });
    return identity;
  }

  unsent(what: object, error: unknown): void {
    if (what instanceof OutboundRequest) this.#outbound.unsent(what, error);
    else if (what instanceof FinishedCall) this.#events.unsent(what, transportFailure(error, 'send_failed'));
  }

  handlerFailed(during: unknown, error: unknown): void {
    const call = this.#inbound.own(during);
    if (call !== undefined) this.#inbound.handlerFailed(call, error);
  }

  taskEnded({ taskId, status, result }: TaskOutcome, during: unknown): void {
    this.#inbound.taskEnded(taskId, { status, result, message: '' }, this.#inbound.own(during));
  }

  rejected(rejection: HttpRejection): void {
    this.#wake();
    const failure = rpcFailure(rpcErrorIn(rejection.error), undefined);
    const arrived = momentAt(rejection.arrivedMs, this.#process.clock);
    const attributes = httpAttributes(rejection);
    let hasRequest = false;
    forEachMessage(rejection.messages, (message) => {
      if (message.kind !== 'request') return;
      hasRequest = true;
      const call = this.#inbound.received(message, rejection, arrived);
      this.#inbound.finish(new FinishedCall(call, null, failure), attributes);
    });
    if (!hasRequest) this.#events.emit((state) => errorFacts('transport.error', failure, state, attributes));
  }

  transportFailed(error: unknown): void {
    this.#wake();
    const failure = transportFailure(error, 'transport_error');
    this.#events.emit((state) => errorFacts('transport.error', failure, state));
  }

  /** The server has printed on the stdout that carries its messages. */
  printed(print: StdoutPrint, during: unknown): void {
    this.#events.printed(print, this.#inbound.own(during));
  }

  closed(): void {
    this.#listener.closed(this);
  }

  /** Gives up the open calls and records the end of the session, once; returns whether there were any. */
  end(ending: Ending): boolean {
    const wasAlive = this.#phase === 'alive';
    this.#phase = 'ended';
    this.#outbound.abandonAll();
    const wasBusy = this.#inbound.abandonAll(ending);
    if (wasAlive && !this.isPerRequest) this.#events.closed(this.started, wasBusy ? undefined : ending.crash);
    return wasBusy;
  }

  #wake(): void {
    if (this.#phase !== 'silent') return;
    this.#phase = 'alive';
    this.#listener.alive(this);
  }

  /** The server has refused something that is no open call. */
  #refused(failure: Failure): void {
    this.#events.emit((state) => errorFacts('protocol.error', failure, state));
  }
}
