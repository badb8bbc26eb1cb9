/**
 * Opens the doors that this process needs, cheaply: what runs at start is a few function replacements; the
 * libraries behind the doors by name are loaded for an MCP SDK in which the source door finds nothing.
 */
import Module, { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { supportsSyncHooks } from 'import-in-the-middle/supports-sync-hooks.mjs';
import type { Adopt } from '../../model.js';
import type { ImportDoor } from './import-hook.js';
import { adoptLoadedBefore } from './loaded-before.js';
import { isSdkSpecifier, SDK_EXPORTS } from './sdk-modules.js';
import { openSourceDoor, type SourceDoor } from './source-hook.js';
import { openSyncHooks } from './sync-hooks.js';

/** What could not be installed, in words for a person. */
export type HookProblem = string;

/** `file`: absolute path of the running dist/register.cjs, beside which the other pieces are. */
export function installHooks(file: string, adopt: Adopt): readonly HookProblem[] {
  const load = createRequire(file);
  const problems: HookProblem[] = [];
  const sourceDoor = openSourceDoor();
  awaitSdkRequire(sourceDoor, () => {
    const { openRequireDoor } = load('./require-hook.cjs') as { openRequireDoor: (adopt: Adopt) => void };
    openRequireDoor(adopt);
  });
  if (supportsSyncHooks()) openSyncHooks(() => openImportDoor(load, file, adopt));
  else registerLoaderThread(load, file, adopt, problems);
  adoptLoadedBefore(load.cache, adopt);
  return problems;
}

function openImportDoor(load: NodeJS.Require, file: string, adopt: Adopt): ImportDoor {
  adoptImports(load, adopt);
  const { createImportDoor } = load('./import-hook.cjs') as {
    createImportDoor: (base: string) => ImportDoor;
  };
  return createImportDoor(new URL('./import-in-the-middle/hook.mjs', pathToFileURL(file)).href);
}

/** Under `--permission` without `--allow-worker`, `module.register` throws; the host must start all the same. */
function registerLoaderThread(load: NodeJS.Require, file: string, adopt: Adopt, problems: HookProblem[]): void {
  try {
    Module.register('./loader-thread.js', pathToFileURL(file));
    adoptImports(load, adopt);
  } catch (error) {
    problems.push(
      `servers loaded by \`import\` cannot be watched: Node refused the loader thread (${String(error)}); with --permission add --allow-worker`,
    );
  }
}

type ImportHook = (url: string, namespace: Record<string, unknown>, specifier: string) => void;

/** Listens to the wrapper modules, which all share one instance of import-in-the-middle's `lib/register.js`. */
function adoptImports(load: NodeJS.Require, adopt: Adopt): void {
  const { importHooks } = load('./import-in-the-middle/lib/register.js') as { importHooks: ImportHook[] };
  importHooks.push((url, namespace) => {
    for (const name of SDK_EXPORTS) {
      const value = namespace[name];
      if (value === undefined) continue;
      const adopted = adopt(value, { door: 'import', file: url, moduleKind: 'esm' }, name);
      if (adopted !== value) namespace[name] = adopted;
    }
  });
}

/**
 * Calls `open` when an MCP package is required in which the source door has found nothing: require-in-the-middle costs
 * every later `require` of the process.
 */
function awaitSdkRequire(sourceDoor: SourceDoor, open: () => void): void {
  const original = Module.prototype.require;
  let waiting = true;
  Module.prototype.require = function require(this: Module, id: string) {
    if (!waiting || typeof id !== 'string' || !isSdkSpecifier(id)) return original.call(this, id);
    const exports: unknown = original.call(this, id);
    if (sourceDoor.hasMarked(resolvePath(id, this))) return exports;
    waiting = false;
    if (!hasOpened(open)) return exports;
    // require-in-the-middle has put itself in front of this function: the call starts anew, through it.
    return Module.prototype.require.call(this, id);
  };
}

/** Our own files may be gone since the start (an upgrade in place, a changed root): the host goes on. */
function hasOpened(open: () => void): boolean {
  try {
    open();
    return true;
  } catch {
    return false;
  }
}

/** What has been loaded by `require` just now is resolved from Node's own cache. */
function resolvePath(id: string, parent: Module): string | undefined {
  try {
    return createRequire(parent.filename).resolve(id);
  } catch {
    return undefined;
  }
}
