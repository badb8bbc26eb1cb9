/**
 * Which packages are compiled into `dist`, which code of others those packages contain, and the notices that all of
 * their licences ask for.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import config from '../tsup.config.ts';

/** Code inside a package that has an author and a licence of its own. */
interface Component {
  readonly name: string;
  readonly license: string;
  /** The files that contain it: a path, or the beginning of one. */
  readonly within: string;
  /** The notice: a file of the package, or a text that the package leaves out. */
  readonly notice: string;
}

/** Found by `originMentions`, which a test compares with this table. */
export const COMPONENTS: readonly Component[] = [
  {
    name: 'content-type',
    license: 'MIT',
    within: 'node_modules/@modelcontextprotocol/server/dist/src-',
    notice: 'scripts/licences/content-type.txt',
  },
  {
    name: 'llhttp',
    license: 'MIT',
    within: 'node_modules/undici/lib/llhttp/',
    notice: 'scripts/licences/llhttp.txt',
  },
  {
    name: 'undici-fetch',
    license: 'MIT',
    within: 'node_modules/undici/lib/web/fetch/',
    notice: 'node_modules/undici/lib/web/fetch/LICENSE',
  },
  {
    name: 'formdata-polyfill',
    license: 'MIT',
    within: 'node_modules/undici/lib/web/fetch/body.js',
    notice: 'scripts/licences/formdata-polyfill.txt',
  },
  {
    name: 'fetch-blob',
    license: 'MIT',
    within: 'node_modules/undici/lib/core/util.js',
    notice: 'scripts/licences/fetch-blob.txt',
  },
  {
    name: 'Node.js',
    license: 'MIT',
    within: 'node_modules/undici/lib/core/util.js',
    notice: 'scripts/licences/node.txt',
  },
  {
    name: 'Chartist.js',
    license: 'MIT',
    within: 'node_modules/uplot/dist/uPlot.cjs.js',
    notice: 'scripts/licences/chartist.txt',
  },
];

/** Programs in dist that tsup.config.ts does not name: the worker's, which is a string in another file, and the page's. */
const OTHER_PROGRAMS = ['src/delivery/worker/thread.ts', 'src/page/main.tsx', 'src/page/json/worker.ts'];

function programs(): readonly string[] {
  const configs = typeof config === 'function' ? [] : [config].flat();
  return [...OTHER_PROGRAMS, ...configs.flatMap(({ entry = {} }) => Object.values(entry))];
}

/** Files of other packages that bundling the programs takes in, such as `node_modules/undici/lib/core/util.js`. */
export async function bundledFiles(): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: programs().filter((path) => existsSync(path)),
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'dist',
    platform: 'node',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    external: ['mcpwatch:*', './*.cjs'],
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs)
    .filter((path) => path.includes('node_modules/'))
    .map((path) => path.slice(path.indexOf('node_modules/')))
    .sort();
}

/** `node_modules/a/node_modules/@b/c/lib/d.js` belongs to `node_modules/a/node_modules/@b/c`. */
function packageOf(file: string): string {
  return file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? file;
}

/** Folders of the packages that `files` belong to. */
export function packagesOf(files: readonly string[]): readonly string[] {
  return [...new Set(files.map(packageOf))].sort();
}

/** What a source says when it contains code from elsewhere. A name in a comment is not enough: most cite a bug report. */
const MENTIONS: readonly RegExp[] = [
  /\/\*!.*/,
  /\b(?:adapted|borrowed|copied|derived|lifted|ported|taken) from\s[\s/*]*https?:\S*/,
  /\bbased on https?:\S*/,
  // A WebAssembly module as base64 (`\0asm`) was compiled from another language.
  /AGFzbQ/,
];

/** Signs of foreign code in `text`, the source of a package's file. */
export function mentionsIn(text: string): readonly string[] {
  return MENTIONS.flatMap((pattern) => text.match(pattern)?.[0] ?? []);
}

/** Files with signs of foreign code, and licence files below a package's own folder that belong to a bundled file. */
export function originMentions(files: readonly string[]): readonly string[] {
  const mentions = files.filter((file) => mentionsIn(readFileSync(file, 'utf8')).length > 0);
  const nested = files
    .flatMap(foldersBelowPackage)
    .flatMap((folder) => licencesIn(folder).map((name) => join(folder, name)));
  return [...new Set([...mentions, ...nested])].sort();
}

function foldersBelowPackage(file: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = dirname(file); folder.length > packageOf(file).length; folder = dirname(folder))
    folders.push(folder);
  return folders;
}

/** Each lexer is its own package's code, compiled to WebAssembly by the same author. */
export const OWN_WEBASSEMBLY: readonly string[] = [
  'node_modules/es-module-lexer/dist/lexer.js',
  'node_modules/import-in-the-middle/node_modules/cjs-module-lexer/dist/lexer.mjs',
];

/** Own code after an article that it names: how a shell escapes, how host names and dates are matched. */
export const AFTER_ARTICLES: readonly string[] = [
  'node_modules/cross-spawn/lib/util/escape.js',
  'node_modules/zod/v4/core/regexes.js',
];

export function notices(files: readonly string[]): string {
  const contained = COMPONENTS.filter(({ within }) => files.some((file) => file.startsWith(within)));
  return [
    '# Third-party notices',
    'mcpwatch installs without dependencies: these packages, and the code of others that they contain, are compiled into its files. Written by `npm run docs`.',
    ...packagesOf(files).map(noticeOf),
    ...contained.map(({ name, license, within, notice }) =>
      section(`${name} (${license}), in ${packageOf(within).replace(/^.*node_modules\//, '')}`, readText(notice)),
    ),
    '',
  ].join('\n\n');
}

function licencesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notice)(\.|$)/i.test(name))
    .sort();
}

const readText = (path: string) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim();

const section = (title: string, body: string) => `## ${title}\n\n\`\`\`text\n${body}\n\`\`\``;

function noticeOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const texts = licencesIn(folder).map((name) => readText(join(folder, name)));
  const body =
    texts.length > 0 ? texts.join('\n\n') : `Published under ${manifest['license']}, without a licence file.`;
  return section(`${manifest['name']} ${manifest['version']} (${manifest['license']})`, body);
}
