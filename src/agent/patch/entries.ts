/**
 * SDK v2's entries, which make servers themselves and answer some messages before there is one: a function cannot be
 * patched by its prototype, so the doors put another in its place.
 */
import type { ClassOrigin, Connection, ConnectionObserver } from '../../model.js';
import type { OnFault } from './guarded-observer.js';
import { replaceCreateMcpHandler } from './mcp-handler.js';
import { isObject } from './probe.js';
import { replaceServeStdio } from './serve-stdio.js';
import { isWrapper, type Method, wrapFunction } from './wrap.js';

export interface EntryOptions {
  /** Listens on a transport that an entry is about to start; its server is told later. */
  readonly tapWire: (wire: object, origin: ClassOrigin) => void;
  readonly observe: (connection: Connection) => ConnectionObserver | undefined;
  readonly onFault: OnFault;
}

export interface Entries {
  /** What to put in the place of `candidate`; `undefined` when it is no entry. */
  replace(candidate: unknown, origin: ClassOrigin, name: string | undefined): unknown;
}

export function createEntries(options: EntryOptions): Entries {
  const replacements = new WeakMap<object, Method>();
  /** The transport that `serveStdio` makes by itself, by the file that both are in. */
  const stdioTransports = new Map<string, object>();

  const replacers: Readonly<Record<string, (original: Method, origin: ClassOrigin) => Method>> = {
    createMcpHandler: (original, origin) => replaceCreateMcpHandler(original, origin, options),
    serveStdio: (original, origin) =>
      replaceServeStdio(
        original,
        () => stdioTransports.get(origin.file),
        (wire) => options.tapWire(wire, origin),
      ),
  };

  return {
    replace(candidate, origin, name) {
      if (name === undefined || typeof candidate !== 'function') return undefined;
      if (name === 'StdioServerTransport' && isObject(candidate.prototype)) {
        stdioTransports.set(origin.file, candidate.prototype);
        return candidate;
      }
      const replacer = Object.hasOwn(replacers, name) ? replacers[name] : undefined;
      if (replacer === undefined || isWrapper(candidate)) return undefined;
      const known = replacements.get(candidate);
      if (known !== undefined) return known;
      const replacement = wrapFunction(candidate as Method, (original) => replacer(original, origin));
      replacements.set(candidate, replacement);
      return replacement;
    },
  };
}
