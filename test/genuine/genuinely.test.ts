/** Our own code runs with the methods that were saved at preload, and the host keeps those that it has put in their place. */
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { writtenOutMethods } from '../../scripts/written-out-methods-plugin.js';
import { savedBuiltins } from '../../src/builtins.js';
import { areGenuine } from '../../src/genuine/all-genuine.js';
import { asHost, genuinely } from '../../src/genuine/genuinely.js';
import type { SavedMethods } from '../../src/genuine/saved-methods.js';

const { all } = savedBuiltins['methods'] as SavedMethods;
/** They are read by `flags`, which is one of them. */
const BY_FLAGS = new Set(['unicodeSets']);

/** `areGenuine` as the built files have it. */
async function builtAreGenuine(): Promise<() => boolean> {
  const { outputFiles } = await build({
    entryPoints: ['src/genuine/all-genuine.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    define: { __MCPWATCH_VERSION__: '"0"' },
    plugins: [writtenOutMethods],
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  const module: { areGenuine: () => boolean } = await import(`data:text/javascript;base64,${code}`);
  return module.areGenuine;
}

const areGenuineWhenBuilt = await builtAreGenuine();

/** What `read` returns while `name` of `owner` is `descriptor`. */
function whileReplaced<T>(owner: object, name: string | symbol, descriptor: PropertyDescriptor, read: () => T): T {
  const own = Object.getOwnPropertyDescriptor(owner, name) ?? {};
  const { defineProperty } = Object;
  defineProperty(owner, name, { ...own, ...descriptor });
  try {
    return read();
  } finally {
    defineProperty(owner, name, own);
  }
}

describe('the methods of values', () => {
  it('are more than a hundred, and genuine', () => {
    expect(all.length).toBeGreaterThan(100);
    expect(areGenuine()).toBe(true);
    expect(areGenuineWhenBuilt()).toBe(true);
  });

  it.each(all.map(({ owner, name, descriptor }) => [String(name), owner, name, descriptor] as const))(
    '%s is put back for our code only when it was replaced',
    (label, owner, name, descriptor) => {
      const broken = () => {
        throw new Error('broken');
      };
      const mine = descriptor.get === undefined ? { value: broken } : { get: broken };
      const read = () => Object.getOwnPropertyDescriptor(owner, name);
      const is = Object.is;
      const seen = whileReplaced(owner, name, mine, () => {
        const noticed = !areGenuine() && !areGenuineWhenBuilt();
        const inside = genuinely(read);
        const hosts = genuinely(() => asHost(read));
        const after = read();
        const key = descriptor.get === undefined ? 'value' : 'get';
        return [
          noticed,
          is(inside?.[key], descriptor[key]),
          is(hosts?.[key], broken),
          is(after?.[key], broken),
        ] as const;
      });
      const [noticed, inside, hosts, after] = seen;
      expect([noticed || BY_FLAGS.has(label), inside || BY_FLAGS.has(label), hosts, after]).toEqual([
        true,
        true,
        true,
        true,
      ]);
      expect(areGenuine()).toBe(true);
    },
  );

  it('are put back where there is nothing any more, which is then nothing again', () => {
    const own = Object.getOwnPropertyDescriptor(String.prototype, 'trim') ?? {};
    Reflect.deleteProperty(String.prototype, 'trim');
    const inside = genuinely(() => ' a '.trim());
    const isThere = Object.hasOwn(String.prototype, 'trim');
    Object.defineProperty(String.prototype, 'trim', own);
    expect([inside, isThere]).toEqual(['a', false]);
  });

  it('are those of the host again when our code throws', () => {
    const mine = () => 'mine';
    const seen = whileReplaced(String.prototype, 'trim', { value: mine }, () => {
      try {
        genuinely(() => {
          throw new Error('ours');
        });
      } catch {}
      return ' a '.trim();
    });
    expect(seen).toBe('mine');
  });
});
