/**
 * Takes every class that a hook found: looks at its shape, and wraps its prototype once. A class found by two hooks, and
 * two classes that share a `Protocol`, are patched once.
 */
import type { Adopt, ClassOrigin } from '../../model.js';
import { innerServerOf, isObject, type Method, transportOf } from '../../sdk-object.js';
import { reportFailure, watchFailure } from './current-call.js';
import { createEntries, type Entries } from './entries.js';
import { attempt, guardObserver, type OnFault } from './guarded-observer.js';
import { noteClosed, noteServed } from './mcp-handler.js';
import { isServer, mcpServerPrototypeOf, protocolPrototypeOf } from './probe.js';
import { watchRegistrations } from './registration.js';
import { reportsErrors } from './reports-errors.js';
import { replaceOnRequest } from './request-dispatch.js';
import { type Observe, TapRegistry } from './tap-registry.js';
import { replaceRequestTaskStore } from './task-store.js';
import { rememberMcpServer } from './tool-callback.js';
import { wrapMethod } from './wrap.js';

/** Methods of `McpServer` in which a tool's original error can be seen: `Server` only sees the text made from it. */
const TOOL_STEPS = ['validateToolInput', 'executeToolHandler', 'validateToolOutput'] as const;

export interface PatcherOptions {
  /** Returns who listens to a connection, or `undefined` to leave it alone. */
  readonly observe: Observe;
  readonly onFault: OnFault;
  /** Whether it is of interest where tools are registered; asked when a class is found. */
  readonly wantsSources: () => boolean;
  /** A server has been created, or has set up more of its handlers. */
  readonly onCreated: (server: object) => void;
}

export function createPatcher(options: PatcherOptions): Patcher {
  return new Patcher(options);
}

class Patcher {
  readonly #patched = new WeakSet<object>();
  readonly #taps: TapRegistry;
  readonly #entries: Entries;
  readonly #onFault: OnFault;
  readonly #wantsSources: () => boolean;
  readonly #onCreated: (server: object) => void;

  constructor({ observe, onFault, wantsSources, onCreated }: PatcherOptions) {
    this.#onFault = onFault;
    this.#onCreated = onCreated;
    this.#wantsSources = wantsSources;
    const taps = new TapRegistry(observe, onFault);
    this.#taps = taps;
    this.#entries = createEntries({
      tapWire: (wire, origin) => taps.tapWire(wire, origin),
      observe: (connection) => {
        const observer = observe(connection);
        return observer && guardObserver(observer, onFault);
      },
      onFault,
    });
  }

  /** The SDK has caught an error in the handler of the current call. */
  failed(error: unknown): void {
    try {
      reportFailure(error);
    } catch (fault) {
      this.#onFault(fault);
    }
  }

  readonly adopt: Adopt = (candidate, origin, name) => {
    try {
      const entry = this.#entries.replace(candidate, origin, name);
      if (entry !== undefined) return entry;
      const mcpServer = mcpServerPrototypeOf(candidate, name);
      if (mcpServer !== undefined) this.#patchOnce(mcpServer, () => this.#patchMcpServer(mcpServer, origin));
      const protocol = protocolPrototypeOf(candidate);
      if (protocol !== undefined) this.#patchOnce(protocol, () => this.#patchProtocol(protocol, origin));
    } catch (error) {
      this.#onFault(error);
    }
    return candidate;
  };

  /**
   * Patches the classes of `server`, and taps its transport when it is connected already. Returns false when it is not
   * an MCP server.
   */
  attach(server: object): boolean {
    try {
      const origin: ClassOrigin = { hook: 'api', file: '', moduleKind: 'unknown' };
      const protocol = isServer(server) ? server : innerServerOf(server);
      if (protocol === undefined || !isServer(protocol)) return false;
      this.adopt(server.constructor, origin);
      this.adopt(protocol.constructor, origin);
      rememberMcpServer(server, protocol);
      const transport = transportOf(protocol);
      if (transport !== undefined) this.#taps.attach(protocol, transport, origin);
    } catch (error) {
      this.#onFault(error);
    }
    return true;
  }

  #patchOnce(prototype: object, patch: () => void): void {
    if (this.#patched.has(prototype)) return;
    this.#patched.add(prototype);
    patch();
  }

  #patchProtocol(prototype: object, origin: ClassOrigin): void {
    const taps = this.#taps;
    const onFault = this.#onFault;
    wrapMethod(
      prototype,
      'connect',
      (original) =>
        function connect(this: unknown, ...args: unknown[]) {
          const { 0: transport } = args;
          if (!isServer(this) || !isObject(transport)) return Reflect.apply(original, this, args);
          const isForOneRequest = attempt(() => noteServed(this), onFault) === true;
          const connection = { server: this, transport, origin, isForOneRequest };
          return taps.connect(connection, () => Reflect.apply(original, this, args));
        },
    );
    wrapMethod(prototype, '_onrequest', (original) =>
      replaceOnRequest(original, (server, transport, message, extra) =>
        attempt(() => taps.observerOf(server, transport, message, extra, origin), onFault),
      ),
    );
    wrapMethod(
      prototype,
      'close',
      (original) =>
        function close(this: unknown, ...args: unknown[]) {
          attempt(() => isServer(this) && noteClosed(this), onFault);
          return Reflect.apply(original, this, args);
        },
    );
    wrapMethod(prototype, 'requestTaskStore', replaceRequestTaskStore);
    const onCreated = this.#onCreated;
    // The constructor of a server calls it last, and hosts hardly ever do.
    wrapMethod(
      prototype,
      'setNotificationHandler',
      (original) =>
        function setNotificationHandler(this: unknown, ...args: unknown[]) {
          attempt(() => isServer(this) && onCreated(this), onFault);
          return original.apply(this, args);
        },
    );
  }

  #patchMcpServer(prototype: object, origin: ClassOrigin): void {
    if (this.#wantsSources()) watchRegistrations(prototype);
    if (!reportsErrors(Reflect.get(prototype, 'setToolRequestHandlers'))) {
      for (const name of TOOL_STEPS) wrapMethod(prototype, name, watchToolStep);
    }
    const { adopt } = this;
    const onFault = this.#onFault;
    let adopted: unknown;
    wrapMethod(
      prototype,
      'connect',
      (original) =>
        function connect(this: unknown, ...args: unknown[]) {
          const server = innerServerOf(this);
          if (server !== undefined) {
            if (server.constructor !== adopted) adopt(server.constructor, { ...origin, hook: 'instance' });
            adopted = server.constructor;
            attempt(() => rememberMcpServer(this, server), onFault);
          }
          return Reflect.apply(original, this, args);
        },
    );
  }
}

function watchToolStep(original: Method): Method {
  return function (this: unknown, ...args: unknown[]) {
    return watchFailure(() => Reflect.apply(original, this, args));
  };
}
