/**
 * Replaces built-ins in the built files that run on the host's threads with their saved values (src/builtins.ts); in
 * register.cjs, which is loaded before any are saved, with those of that moment.
 */
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { SAVED_MODULES } from '../src/builtins.ts';
import { SAVED_GLOBALS } from '../src/saved-globals.ts';

const SAVED = resolve('src/builtins.ts');
const NAMESPACE = 'saved-builtins';
/** For the build's `inject`: its exports take the place of the globals with their names. */
const GLOBALS = 'saved-builtins:globals';

/** A call that may be left out: the value of a name that a built file does not use costs it nothing. */
const saved = (name: string) => `/* @__PURE__ */ saved('${name}')`;
const fromSaved = () => `import { savedBuiltins } from ${JSON.stringify(SAVED)};
const saved = (name) => savedBuiltins[name];\n`;
const fromNow = (path: string) =>
  path === GLOBALS
    ? "const saved = (name) => name.split('.').reduce((value, member) => value?.[member], globalThis);\n"
    : `const saved = (name) => require('node:${path}')[name.slice(${path.length + 1})];\n`;

const globals = SAVED_GLOBALS.map((name, i) => `const g${i} = ${saved(name)};\nexport { g${i} as '${name}' };\n`);

const isModule = (name: string): name is keyof typeof SAVED_MODULES => Object.hasOwn(SAVED_MODULES, name);

function contentsOf(path: string, from: typeof fromNow): string {
  if (path === GLOBALS) return from(GLOBALS) + globals.join('');
  if (!isModule(path)) throw new Error(`no built-ins of ${path} are saved`);
  const members = SAVED_MODULES[path].map((name) => `export const ${name} = ${saved(`${path}.${name}`)};\n`);
  return from(path) + members.join('');
}

const plugin = (name: string, from: typeof fromNow): Plugin => ({
  name,
  setup(builder) {
    builder.initialOptions.inject = [...(builder.initialOptions.inject ?? []), GLOBALS];
    builder.onResolve({ filter: /^saved-builtins:globals$/ }, () => ({ path: GLOBALS, namespace: NAMESPACE }));
    builder.onResolve({ filter: /^node:/ }, ({ path, importer }) => {
      const name = path.slice('node:'.length);
      const isOurs = importer.startsWith(resolve('src')) && importer !== SAVED;
      return isOurs && isModule(name) ? { path: name, namespace: NAMESPACE } : undefined;
    });
    builder.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: contentsOf(path, from),
      resolveDir: resolve('src'),
    }));
  },
});

export const savedBuiltins = plugin('saved-builtins', fromSaved);
export const builtinsOfNow = plugin('builtins-of-now', fromNow);
