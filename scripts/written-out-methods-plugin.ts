/** Replaces the loop of src/genuine/methods-in-place.ts by a comparison for each method in agent.cjs and stdout-guard.cjs (#9 B11). */
import type { Plugin } from 'esbuild';
import { METHODS, SYMBOLS } from '../src/genuine/saved-methods.ts';

type Names = Readonly<Record<string, readonly string[]>>;

const methods: Names = METHODS;
const symbols: Names = SYMBOLS;

/** A function for each owner: one for all of them would be too large to be optimised. */
function checkOf(owner: string): string {
  const comparisons: string[] = [];
  const take = (table: string, names: readonly string[] = [], placeOf: (name: string) => string) => {
    const taken = names.map((name) => `${name}: ${table}_${name}`).join(', ');
    comparisons.push(...names.map((name) => `now${placeOf(name)} === ${table}_${name}`));
    return names.length === 0 ? '' : `const { ${taken} } = ${table}.${owner};\n`;
  };
  const values =
    take('named', methods[owner], (name) => `.${name}`) + take('symbols', symbols[owner], (name) => `[Symbol.${name}]`);
  return `((now) => {\n${values}return () => ${comparisons.join(' && ')};\n})(owners.${owner})`;
}

const owners = Object.keys(methods);

const CONTENTS = `import { savedBuiltins } from '../builtins.js';
const { owners, named, symbols } = savedBuiltins.methods;
${owners.map((owner) => `const are${owner} = ${checkOf(owner)};`).join('\n')}
export const areMethodsInPlace = () => ${owners.map((owner) => `are${owner}()`).join(' && ')};
`;

export const writtenOutMethods: Plugin = {
  name: 'written-out-methods',
  setup(builder) {
    builder.onLoad({ filter: /[/\\]methods-in-place\.ts$/ }, () => ({ contents: CONTENTS }));
  },
};
