/**
 * Puts secret-reading.ts, with all that it imports, into a function in the built files, which runs when one of its exports
 * is first called: evaluating it was half of what loading the agent cost (#14). It stays in the same file, because another
 * one might be gone by then, or be another version's.
 */
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { compiledSeeds } from './compiled-seeds-plugin.ts';

const FOLDER = resolve('src/agent/pipeline/secrets');
/** The exports, all of them functions. */
const NAMES = ['createNameJudge', 'createTextReader', 'hasOpaqueWord', 'isSecretUnder'];
const NAMESPACE = 'evaluated-later';

/** By assignment: what esbuild writes for exports calls built-ins, which the host may have replaced by then. */
const PROGRAM = `import { ${NAMES.join(', ')} } from './secret-reading.ts'; made = { ${NAMES.join(', ')} };`;

const stubOf = (program: string) => `let made;
function evaluate() { ${program}
return made; }
const loaded = () => made ?? evaluate();
${NAMES.map((name) => `export const ${name} = (...given) => loaded().${name}(...given);`).join('\n')}\n`;

export const evaluatedLater: Plugin = {
  name: 'evaluated-later',
  setup(builder) {
    builder.onResolve({ filter: /\/secret-reading\.js$/ }, () => ({ path: FOLDER, namespace: NAMESPACE }));
    builder.onLoad({ filter: /.*/, namespace: NAMESPACE }, async () => {
      const { minify = false, target = [], define = {} } = builder.initialOptions;
      const { outputFiles } = await build({
        stdin: { contents: PROGRAM, resolveDir: FOLDER, loader: 'ts' },
        bundle: true,
        write: false,
        platform: 'node',
        format: 'iife',
        minify,
        target,
        define,
        // Built-ins are replaced in the file that this becomes a part of.
        plugins: [compiledSeeds],
      });
      return { contents: stubOf(outputFiles[0]?.text ?? '') };
    });
  },
};
