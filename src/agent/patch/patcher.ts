/**
 * The way in for every class that a door hands over: looks at its shape and wraps its prototype, once. A class that
 * comes in by two doors, and two classes that share a `Protocol`, are patched one time.
 */
import type { Adopt, ClassOrigin, Connection, ConnectionObserver } from '../../model.js';
import { watchFailure } from './current-request.js';
import { createEntries } from './entries.js';
import { guardObserver, type OnFault } from './guarded-observer.js';
import { noteServed } from './mcp-handler.js';
import { isObject, isServer, mcpServerPrototypeOf, protocolPrototypeOf, transportOf, wireOf } from './probe.js';
import { replaceOnRequest } from './request-dispatch.js';
import { rememberMcpServer } from './tool-callback.js';
import { type Tap, tapTransport } from './transport-tap.js';
import { type Method, wrapMethod } from './wrap.js';

export interface Patcher {
  readonly adopt: Adopt;
  /**
   * Patches the classes of `server`, and taps its transport when it is connected already. Answers false when it is no
   * MCP server.
   */
  attach(server: object): boolean;
}

/** `observe` answers who listens to a connection, or `undefined` to leave it alone. */
export function createPatcher(options: {
  observe: (connection: Connection) => ConnectionObserver | undefined;
  onFault: OnFault;
}): Patcher {
  const { observe, onFault } = options;
  const taps = new WeakMap<object, Tap>();
  const patched = new WeakSet<object>();
  /** Transports on which a server has connected before our eyes, or has been found. */
  const known = new WeakSet<object>();

  function patchProtocol(prototype: object, origin: ClassOrigin): void {
    if (patched.has(prototype)) return;
    patched.add(prototype);
    wrapMethod(prototype, 'connect', (original) => replaceConnect(original, origin));
    wrapMethod(prototype, '_onrequest', (original) =>
      replaceOnRequest(original, (server, transport, message, extra) => {
        const tap = taps.get(transport);
        if (tap !== undefined || known.has(transport)) return tap?.observer;
        const late = tapUnderway(server, transport, origin);
        late?.observer.inbound(message, extra);
        return late?.observer;
      }),
    );
  }

  function replaceConnect(original: Method, origin: ClassOrigin): Method {
    return function connect(this: unknown, ...args: unknown[]) {
      const transport = args[0];
      if (!isServer(this) || !isObject(transport)) return original.apply(this, args);
      known.add(transport);
      const previous = taps.get(transport);
      const tap = tapConnection(this, transport, origin);
      const connected = original.apply(this, args);
      // `connect` runs up to `transport.start()` synchronously; a start that never came means it has thrown.
      if (tap !== undefined && !tap.isStarted()) takeBack(transport, tap, previous);
      return connected;
    };
  }

  /** What was connected before is so still: from SDK 1.26 `connect` throws when it is called again. */
  function takeBack(transport: object, tap: Tap, previous: Tap | undefined): void {
    tap.remove();
    previous?.resume();
    if (previous === undefined) taps.delete(transport);
    else taps.set(transport, previous);
  }

  function tapConnection(server: object, transport: object, origin: ClassOrigin): Tap | undefined {
    noteServed();
    const wire = wireOf(transport);
    if (wire === undefined) return layTap(server, transport, origin);
    // Everything on a channel of `serveStdio` passes the wire once, and what the entry answers itself passes only there.
    const tap = taps.get(wire) ?? tapLate(server, wire, transport, origin);
    if (tap === undefined) return undefined;
    taps.set(transport, tap);
    tap.observer.served(server);
    return undefined;
  }

  /** A server that had connected before its class came through a door is heard from this request on. */
  function tapUnderway(server: unknown, transport: object, origin: ClassOrigin): Tap | undefined {
    known.add(transport);
    if (!isServer(server)) return undefined;
    const tap = layTap(server, wireOf(transport) ?? transport, origin);
    if (tap === undefined) return undefined;
    tap.tapNow();
    taps.set(transport, tap);
    return tap;
  }

  /**
   * An entry that no door could replace (in a bundle) has started its wire before, and received there what it makes
   * this server for: that is heard on the channel, everything later on the wire, and nothing twice.
   */
  function tapLate(server: object, wire: object, channel: object, origin: ClassOrigin): Tap | undefined {
    const tap = layTap(server, wire, origin, hearOnce);
    tap?.tapNow();
    const inboundOnly = tap && { ...tap.observer, outbound() {}, unsent() {}, transportFailed() {}, closed() {} };
    if (inboundOnly !== undefined) tapTransport(channel, inboundOnly, onFault);
    return tap;
  }

  function layTap(
    server: object | undefined,
    transport: object,
    origin: ClassOrigin,
    adapt = (observer: ConnectionObserver) => observer,
  ): Tap | undefined {
    try {
      const observer = observe({ server, transport, origin });
      if (observer === undefined) return undefined;
      taps.get(transport)?.remove();
      const tap = tapTransport(transport, adapt(guardObserver(observer, onFault)), onFault);
      taps.set(transport, tap);
      return tap;
    } catch (error) {
      onFault(error);
      return undefined;
    }
  }

  const entries = createEntries({
    tapWire: (wire, origin) => {
      layTap(undefined, wire, origin);
    },
    observe: (connection) => {
      const observer = observe(connection);
      return observer && guardObserver(observer, onFault);
    },
    onFault,
  });

  /** Tool errors with their stack: `Server` only sees the text that `McpServer` made of them. */
  function patchMcpServer(prototype: object, origin: ClassOrigin): void {
    if (patched.has(prototype)) return;
    patched.add(prototype);
    for (const name of ['validateToolInput', 'executeToolHandler', 'validateToolOutput']) {
      wrapMethod(
        prototype,
        name,
        (original) =>
          function (this: unknown, ...args: unknown[]) {
            return watchFailure(() => original.apply(this, args));
          },
      );
    }
    wrapMethod(
      prototype,
      'connect',
      (original) =>
        function connect(this: unknown, ...args: unknown[]) {
          const server = isObject(this) ? this['server'] : undefined;
          if (isObject(server)) {
            adopt(server['constructor'], { ...origin, door: 'instance' });
            rememberMcpServer(this, server);
          }
          return original.apply(this, args);
        },
    );
  }

  const adopt: Adopt = (candidate, origin, name) => {
    try {
      const entry = entries.replace(candidate, origin, name);
      if (entry !== undefined) return entry;
      const mcpServer = mcpServerPrototypeOf(candidate, name);
      if (mcpServer !== undefined) patchMcpServer(mcpServer, origin);
      const protocol = protocolPrototypeOf(candidate);
      if (protocol !== undefined) patchProtocol(protocol, origin);
    } catch (error) {
      onFault(error);
    }
    return candidate;
  };

  function attach(server: object): boolean {
    try {
      const origin: ClassOrigin = { door: 'api', file: '', moduleKind: 'unknown' };
      const inner: unknown = (server as Record<string, unknown>)['server'];
      const protocol = isServer(server) ? server : inner;
      if (!isServer(protocol)) return false;
      adopt(server.constructor, origin);
      adopt(protocol.constructor, origin);
      rememberMcpServer(server, protocol);
      const transport = transportOf(protocol);
      if (transport !== undefined && !taps.has(transport)) layTap(protocol, transport, origin)?.tapNow();
    } catch (error) {
      onFault(error);
    }
    return true;
  }

  return { adopt, attach };
}

/** The same message object, on its way from one transport to the next, is told once. */
function hearOnce(observer: ConnectionObserver): ConnectionObserver {
  const heard = new WeakSet<object>();
  return {
    ...observer,
    inbound(message, extra) {
      if (isObject(message)) {
        if (heard.has(message)) return;
        heard.add(message);
      }
      observer.inbound(message, extra);
    },
  };
}
