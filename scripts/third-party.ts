/** Which packages are compiled into `dist`, and the notices that their licences ask for. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import config from '../tsup.config.ts';

/** Every program that ends up in dist; the worker's is text in there, which no bundler's report looks into. */
function programs(): readonly string[] {
  const configs = typeof config === 'function' ? [] : [config].flat();
  return ['src/delivery/worker/thread.ts', ...configs.flatMap(({ entry = {} }) => Object.values(entry))];
}

/** Folders of the packages that bundling the programs takes in, such as `node_modules/undici`. */
export async function bundledPackages(): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: programs().filter((path) => existsSync(path)),
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'dist',
    platform: 'node',
    format: 'esm',
    external: ['mcpwatch:worker-source', './*.cjs'],
    logLevel: 'silent',
  });
  const folders = Object.keys(metafile.inputs).flatMap((path) => {
    const found = path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/);
    return found === null ? [] : [found[0].slice(found[0].indexOf('node_modules/'))];
  });
  return [...new Set(folders)].sort();
}

export function notices(folders: readonly string[]): string {
  return [
    '# Third-party notices',
    'mcpwatch installs without dependencies: these packages are compiled into its files. Written by `npm run docs`.',
    ...folders.map(noticeOf),
    '',
  ].join('\n\n');
}

function noticeOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const texts = readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notice)(\.|$)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
  const body =
    texts.length > 0 ? texts.join('\n\n') : `Published under ${manifest['license']}, without a licence file.`;
  return `## ${manifest['name']} ${manifest['version']} (${manifest['license']})\n\n\`\`\`text\n${body}\n\`\`\``;
}
