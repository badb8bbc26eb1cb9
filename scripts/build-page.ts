/**
 * Builds src/page into dist/page: index.html and files that are named by their content, so that they never change; and
 * src/report into dist/report.html, the same page in one file.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';

const OUT = 'dist/page';

const shared: BuildOptions = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome110', 'firefox115', 'safari16.4'],
  outdir: join(OUT, 'assets'),
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  metafile: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'error',
};

/** File names of what was built. */
const outputsOf = (metafile: Metafile | undefined) =>
  Object.keys(metafile?.outputs ?? {}).map((path) => basename(path));

export async function buildPage(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const worker = await build({ ...shared, format: 'iife', entryPoints: { 'json-worker': 'src/page/json/worker.ts' } });
  const [workerFile] = outputsOf(worker.metafile);
  const page = await build({
    ...shared,
    entryPoints: { page: 'src/page/main.tsx' },
    define: { __JSON_WORKER_URL__: JSON.stringify(`/assets/${workerFile}`), __REPORT__: 'false' },
  });
  const files = outputsOf(page.metafile);
  const tag = (file: string) =>
    file.endsWith('.css')
      ? `<link rel="stylesheet" href="/assets/${file}">`
      : `<script type="module" src="/assets/${file}"></script>`;
  const tags = (ending: string) =>
    files
      .filter((file) => file.endsWith(ending))
      .map(tag)
      .join('\n');
  const html = readFileSync('src/page/index.html', 'utf8')
    .replace('<!-- styles -->', tags('.css'))
    .replace('<!-- scripts -->', tags('.js'));
  writeFileSync(join(OUT, 'index.html'), html);
}

/** What is inside of the report's file: nothing of it may end the element that it is in. */
async function buildReport(): Promise<void> {
  const { outputFiles = [] } = await build({
    ...shared,
    write: false,
    entryPoints: { report: 'src/report/main.ts' },
    inject: ['src/report/buffer.ts'],
    define: { __JSON_WORKER_URL__: '""', __REPORT__: 'true' },
  });
  const built = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const template = readFileSync('src/report/report.html', 'utf8');
  const html = template
    .replace('/* styles */', () => built('.css'))
    .replace('/* script */', () => built('.js').replaceAll('</script', '<\\/script'));
  writeFileSync('dist/report.html', html);
}

await buildPage();
await buildReport();
