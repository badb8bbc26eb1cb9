/**
 * Installs the hooks that this process needs, cheaply: at start a few functions are replaced; the libraries behind the
 * hooks by package name are loaded for an MCP SDK in which the source hook finds nothing.
 */
import { createRequire, Module } from 'node:module';
import { pathToFileURL } from 'node:url';
import { supportsSyncHooks } from 'import-in-the-middle/supports-sync-hooks.mjs';
import { environment } from '../../environment.js';
import type { Adopt } from '../../model.js';
import type { ImportHook } from './import-hook.js';
import { injectText } from './inject.js';
import { adoptLoadedBefore } from './loaded-before.js';
import { SDK_EXPORTS } from './sdk-modules.js';
import { awaitSdkRequire } from './sdk-require.js';
import { installSourceHook } from './source-hook.js';
import { installSyncHooks } from './sync-hooks.js';
import { isTestRunner } from './test-runner.js';

/** Injected code knows the process by it. */
const STATE_KEY = Symbol.for('mcpwatch');

/** What could not be installed, in words for a person. */
export type HookProblem = string;

/**
 * `file`: absolute path of the running dist/register.cjs; the other built files are in the same folder. `beforeThreads` is
 * called before the host can start a thread.
 */
export function installHooks(file: string, adopt: Adopt, beforeThreads: () => void): readonly HookProblem[] {
  const load = createRequire(file);
  const problems: HookProblem[] = [];
  awaitSdkRequire(installSourceHook(), () => {
    const { installRequireHook }: typeof import('./require-hook.js') = load('./require-hook.cjs');
    installRequireHook(adopt);
  });
  if (isTestRunner(process.argv[1], environment())) {
    const { installVmHook }: typeof import('./vm-hook.js') = load('./vm-hook.cjs');
    installVmHook(injectText, STATE_KEY, () => Object(Reflect.get(globalThis, STATE_KEY)));
  }
  if (supportsSyncHooks()) {
    installSyncHooks({ loadImportHook: () => loadImportHook(load, file, adopt), beforeThreads });
  } else {
    beforeThreads();
    registerLoaderThread(load, file, adopt, problems);
  }
  adoptLoadedBefore(load.cache, adopt);
  return problems;
}

function loadImportHook(load: NodeJS.Require, file: string, adopt: Adopt): ImportHook {
  adoptImports(load, adopt);
  const { createImportHook }: typeof import('./import-hook.js') = load('./import-hook.cjs');
  return createImportHook(new URL('./import-in-the-middle/hook.mjs', pathToFileURL(file)).href);
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

type NamespaceListener = (url: string, namespace: Record<string, unknown>, specifier: string) => void;

/** Listens to the wrapper modules, which all share one instance of import-in-the-middle's `lib/register.js`. */
function adoptImports(load: NodeJS.Require, adopt: Adopt): void {
  const { importHooks }: { importHooks: NamespaceListener[] } = load('./import-in-the-middle/lib/register.js');
  importHooks.push((url, namespace) => {
    for (const name of SDK_EXPORTS) {
      const value = namespace[name];
      if (value === undefined) continue;
      const adopted = adopt(value, { hook: 'import', file: url, moduleKind: 'esm' }, name);
      if (adopted !== value) namespace[name] = adopted;
    }
  });
}
