/** The taps of this process: one for each transport that a server has connected to, or was found on. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClassOrigin, Connection, ConnectionObserver } from '../../model.js';
import { fieldOf, isObject, transportOf, wireOf } from '../../sdk-object.js';
import { stackPlace } from '../../stack-place.js';
import { attempt, guardObserver, type OnFault } from './guarded-observer.js';
import { oncePerMessage } from './once-per-message.js';
import { isServer } from './probe.js';
import { currentPeer } from './transport-http.js';
import { TransportTap } from './transport-tap.js';

export type Observe = (connection: Connection) => ConnectionObserver | undefined;

type ServerConnection = Connection & { readonly server: object };

interface OnWire {
  readonly tap: TransportTap;
  readonly id: unknown;
  readonly method: unknown;
}

/** The message that a wire has received last, in whose asynchronous context this is. */
const lastOnWire = new AsyncLocalStorage<OnWire>();

export class TapRegistry {
  readonly #taps = new WeakMap<object, TransportTap>();
  /** Transports on which we have seen a server connect, or have found one. */
  readonly #known = new WeakSet<object>();
  /**
   * Messages of transports that were tapped before they had a server, by that tap: a server may connect to them through
   * a transport of the host's own, which passes the messages on, or copies of them.
   */
  readonly #wireMessages = new WeakMap<object, TransportTap>();
  readonly #observe: Observe;
  readonly #onFault: OnFault;

  /** `observe` returns who listens to a connection, or `undefined` to leave it alone. */
  constructor(observe: Observe, onFault: OnFault) {
    this.#observe = observe;
    this.#onFault = onFault;
  }

  /** Taps a server's connection around `connect`, which is the SDK's. */
  connect(connection: ServerConnection, connect: () => unknown): unknown {
    const settle = attempt(() => this.#beforeConnect(connection), this.#onFault);
    const connected = connect();
    attempt(() => settle?.(), this.#onFault);
    return connected;
  }

  /** Returns what is to be done when `connect` has returned. */
  #beforeConnect(connection: ServerConnection): () => void {
    const { transport, server } = connection;
    const isConnected = transportOf(server) !== undefined;
    this.#known.add(transport);
    const previous = this.#taps.get(transport);
    const tap = this.#tapConnection(connection);
    return () => {
      // `connect` runs synchronously up to `transport.start()`: if that was not called, it has thrown.
      if (tap === undefined || tap.isStarted()) return;
      if (isConnected) reportRefusal(tap.observer);
      this.#takeBack(transport, tap, previous);
    };
  }

  /** Who listens to the connection on which `server` has received `message`; one found underway is tapped now. */
  observerOf(
    server: unknown,
    transport: object,
    message: unknown,
    extra: unknown,
    origin: ClassOrigin,
  ): ConnectionObserver | undefined {
    const tap = this.#taps.get(transport);
    if (tap !== undefined || this.#known.has(transport)) return tap?.observer;
    const late = this.#tapUnderway(server, transport, origin);
    late?.observer.inbound(message, extra, currentPeer());
    return late?.observer;
  }

  /** Taps a transport that is in use already, unless it is tapped. */
  attach(server: object, transport: object, origin: ClassOrigin): void {
    if (!this.#taps.has(transport)) this.#tapServer({ server, transport, origin, isUnderway: true })?.tapNow();
  }

  /** Taps a transport whose server follows later: an entry of SDK v2 is about to start it. */
  tapWire(wire: object, origin: ClassOrigin): void {
    const tap = this.#tap({ server: undefined, transport: wire, origin }, (observer) => ({
      ...observer,
      inbound: (message, extra, peer) => {
        if (tap !== undefined && isObject(message)) {
          this.#wireMessages.set(message, tap);
          // Not `run`, which would add a frame to the host's stacks.
          lastOnWire.enterWith({ tap, id: message['id'], method: message['method'] });
        }
        observer.inbound(message, extra, peer);
      },
    }));
  }

  #tapServer(connection: ServerConnection): TransportTap | undefined {
    const tap = this.#tap(connection, (observer) => ({
      ...observer,
      inbound: (message, extra, peer) => {
        const wire = isObject(message) ? (this.#wireMessages.get(message) ?? wireOfCopy(message)) : undefined;
        if (wire === undefined || tap === undefined) observer.inbound(message, extra, peer);
        else this.#join(tap, connection, wire);
      },
    }));
    return tap;
  }

  /** What this transport passes on is observed on the wire below it. */
  #join(tap: TransportTap, { transport, server }: ServerConnection, wire: TransportTap): void {
    tap.remove();
    this.#taps.set(transport, wire);
    wire.observer.served(server);
  }

  #tap(connection: Connection, adapt: (observer: ConnectionObserver) => ConnectionObserver): TransportTap | undefined {
    const { transport } = connection;
    try {
      const observer = this.#observe(connection);
      if (observer === undefined) return undefined;
      this.#taps.get(transport)?.remove();
      const tap = new TransportTap(transport, adapt(guardObserver(observer, this.#onFault)), this.#onFault);
      this.#taps.set(transport, tap);
      return tap;
    } catch (error) {
      this.#onFault(error);
      return undefined;
    }
  }

  /** What was connected before still is: from SDK 1.26 `connect` throws when it is called again. */
  #takeBack(transport: object, tap: TransportTap, previous: TransportTap | undefined): void {
    tap.remove();
    previous?.resume();
    if (previous === undefined) this.#taps.delete(transport);
    else this.#taps.set(transport, previous);
  }

  #tapConnection(connection: ServerConnection): TransportTap | undefined {
    const { server, transport, origin } = connection;
    const wire = wireOf(transport);
    if (wire === undefined) return this.#tapServer(connection);
    // Everything on a channel of `serveStdio` passes through the wire, and what the entry answers itself only through it.
    const tap = this.#taps.get(wire) ?? this.#tapChannel(server, wire, transport, origin);
    if (tap === undefined) return undefined;
    this.#taps.set(transport, tap);
    tap.observer.served(server);
    return undefined;
  }

  /** A server that had connected before a hook found its class is observed from this request on. */
  #tapUnderway(server: unknown, transport: object, origin: ClassOrigin): TransportTap | undefined {
    this.#known.add(transport);
    if (!isServer(server)) return undefined;
    const tap = this.#tapServer({ server, transport: wireOf(transport) ?? transport, origin, isUnderway: true });
    if (tap === undefined) return undefined;
    tap.tapNow();
    this.#taps.set(transport, tap);
    return tap;
  }

  /**
   * An entry that no hook could replace (in a bundle) started its wire before, and received on it the message for which
   * it creates this server: that message is observed on the channel, everything later on the wire, and nothing twice.
   */
  #tapChannel(server: object, wire: object, channel: object, origin: ClassOrigin): TransportTap | undefined {
    const tap = this.#tap({ server, transport: wire, origin }, oncePerMessage);
    if (tap === undefined) return undefined;
    tap.tapNow();
    const nothing = () => undefined;
    const inboundOnly = {
      ...tap.observer,
      outbound: nothing,
      unsent: nothing,
      rejected: nothing,
      transportFailed: nothing,
      closed: nothing,
    };
    new TransportTap(channel, inboundOnly, this.#onFault);
    return tap;
  }
}

/** The reason is in a promise, and whoever listens to it would hide an unhandled rejection from the host. */
function reportRefusal(observer: ConnectionObserver): void {
  const { stack } = stackPlace();
  const message = 'connect was refused: the server is connected already, and each connection needs a server of its own';
  observer.transportFailed({ name: 'Error', message, stack: `Error: ${message}\n${stack}` });
  observer.closed();
}

function wireOfCopy(message: object): TransportTap | undefined {
  const last = lastOnWire.getStore();
  const isSame = last !== undefined && last.id === fieldOf(message, 'id') && last.method === fieldOf(message, 'method');
  return isSame ? last.tap : undefined;
}
