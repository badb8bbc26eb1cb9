/**
 * Waits for a `require` of an MCP SDK in which the source hook found nothing: require-in-the-middle costs every later
 * `require` of the process, so it is installed only then.
 */
import { createRequire, Module } from 'node:module';
import { isSdkSpecifier } from './sdk-modules.js';
import type { SourceHook } from './source-hook.js';

export function awaitSdkRequire(sourceHook: SourceHook, install: () => void): void {
  const original = Module.prototype.require;
  let isWaiting = true;
  Module.prototype.require = function require(this: Module, id: string) {
    if (!isWaiting || typeof id !== 'string' || !isSdkSpecifier(id)) return original.call(this, id);
    const exports: unknown = original.call(this, id);
    if (sourceHook.hasInjected(resolvePath(id, this))) return exports;
    isWaiting = false;
    if (!canRun(install)) return exports;
    // require-in-the-middle has replaced this function: the call starts over, through it.
    return Module.prototype.require.call(this, id);
  };
}

/** Our own files may be gone since the start (an upgrade in place, a changed root); the host continues without us. */
function canRun(install: () => void): boolean {
  try {
    install();
    return true;
  } catch {
    return false;
  }
}

/** What `require` has just loaded is resolved from Node's own cache. */
function resolvePath(id: string, parent: Module): string | undefined {
  try {
    return createRequire(parent.filename).resolve(id);
  } catch {
    return undefined;
  }
}
