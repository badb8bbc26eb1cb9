/**
 * SDK v2's entry functions, which create servers themselves and answer some messages before there is one. A function
 * cannot be patched through its prototype, so the hooks replace it.
 */
import type { ClassOrigin } from '../../model.js';
import { isMethod, isObject, type Method } from '../../sdk-object.js';
import type { EntryOptions } from './entry-options.js';
import { replaceCreateMcpHandler } from './mcp-handler.js';
import { replaceServeStdio } from './serve-stdio.js';
import { isWrapper, wrapFunction } from './wrap.js';

export interface Entries {
  /** The replacement of `candidate`; `undefined` when it is not an entry. */
  replace(candidate: unknown, origin: ClassOrigin, name: string | undefined): unknown;
}

export function createEntries(options: EntryOptions): Entries {
  const replacements = new WeakMap<object, Method>();
  /** The prototype of the transport that `serveStdio` creates itself, by the file that defines both. */
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
      if (name === undefined || !isMethod(candidate)) return undefined;
      if (name === 'StdioServerTransport' && isObject(candidate.prototype)) {
        stdioTransports.set(origin.file, candidate.prototype);
        return candidate;
      }
      const replacer = Object.hasOwn(replacers, name) ? replacers[name] : undefined;
      if (replacer === undefined || isWrapper(candidate)) return undefined;
      const known = replacements.get(candidate);
      if (known !== undefined) return known;
      const replacement = wrapFunction(candidate, (original) => replacer(original, origin));
      replacements.set(candidate, replacement);
      return replacement;
    },
  };
}
