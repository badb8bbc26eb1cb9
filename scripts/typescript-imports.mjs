/** For scripts that run from source: `./a.js` in an import means `./a.ts`, as for the compiler. */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (!/^\.{1,2}\/.*\.js$/.test(specifier) || context.parentURL?.includes('/node_modules/')) {
      return nextResolve(specifier, context);
    }
    const source = specifier.replace(/\.js$/, '.ts');
    const isSource = existsSync(fileURLToPath(new URL(source, context.parentURL)));
    return nextResolve(isSource ? source : specifier, context);
  },
});
