/** The package as it is published: packed from a fresh clone, installed in an empty folder, and used from there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../scripts/documents.js';
import { brokenLinks } from './support/broken-links.js';
import { freshClone } from './support/fresh-clone.js';
import { run } from './support/program.js';

const FILES = [
  ...documents(),
  'LICENSE',
  'deploy/otel/README.md',
  'deploy/otel/clickhouse.sql',
  'deploy/otel/consumer.yaml',
  'deploy/otel/dashboard.json',
  'deploy/otel/gateway.yaml',
  'dist/agent.cjs',
  'dist/cli-check-command-*.js',
  'dist/cli-chunk-*.js',
  'dist/cli-completion-command-*.js',
  'dist/cli-dev-command-*.js',
  'dist/cli-doctor-command-*.js',
  'dist/cli-events-server-*.js',
  'dist/cli-html-*.js',
  'dist/cli-markdown-report-*.js',
  'dist/cli-mcp-command-*.js',
  'dist/cli-report-command-*.js',
  'dist/cli-run-command-*.js',
  'dist/cli-spool-command-*.js',
  'dist/cli-table-report-*.js',
  'dist/cli-tail-command-*.js',
  'dist/cli.js',
  'dist/demo/play.mjs',
  'dist/demo/sdk.mjs',
  'dist/demo/servers/billing.mjs',
  'dist/demo/servers/inventory.mjs',
  'dist/demo/servers/notes.mjs',
  'dist/demo/servers/reports.mjs',
  'dist/demo/servers/travel.mjs',
  'dist/destination.cjs',
  'dist/examination.cjs',
  'dist/import-hook.cjs',
  'dist/import-in-the-middle/lib/register.js',
  'dist/import-in-the-middle/package.json',
  'dist/index.cjs',
  'dist/index.d.cts',
  'dist/index.d.ts',
  'dist/index.js',
  'dist/loader-thread.js',
  'dist/otlp-target.cjs',
  'dist/page/assets/json-worker-*.js',
  'dist/page/assets/page-*.css',
  'dist/page/assets/page-*.js',
  'dist/page/index.html',
  'dist/preload.cjs',
  'dist/proxied-post.cjs',
  'dist/proxied-source.cjs',
  'dist/register.cjs',
  'dist/register.d.cts',
  'dist/register.d.ts',
  'dist/report.html',
  'dist/require-hook.cjs',
  'dist/stdout-guard.cjs',
  'dist/store-thread.js',
  'dist/vm-hook.cjs',
  'dist/worker-source.cjs',
  ...['call', 'charts', 'live', 'problems', 'session', 'tools'].map((name) => `docs/images/${name}.png`),
  'event.schema.json',
  'mcpwatch.schema.json',
  'grafana/mcpwatch.json',
  'package.json',
  'register.mjs',
].sort();
/** 300 kB of it are pictures. */
const MAX_INSTALLED_BYTES = 3_800_000;

let folder: string;
let installed: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcpwatch-package-'));
  const npm = (args: readonly string[], cwd: string) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  // A clone, because packing builds `dist` (#8), which other tests are using here.
  const clone = freshClone(join(folder, 'clone'));
  const [packed] = JSON.parse(npm(['pack', '--json', '--silent', '--pack-destination', folder], clone));
  writeFileSync(join(folder, 'package.json'), '{"name":"empty","private":true}');
  // Offline: an install that needs anything but the tarball would fail.
  npm(['install', '--offline', '--no-audit', '--no-fund', '--silent', join(folder, packed.filename)], folder);
  installed = join(folder, 'node_modules', 'mcpwatch');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesUnder = (path: string) =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
    .sort();

const node = (args: readonly string[]) => run(process.execPath, args, { cwd: folder });

describe('the published package', () => {
  it('holds these files and no others', () => {
    // The build puts a hash into the names of the commands' files, and of the page's.
    const hashed = /^(dist\/(?:cli-|page\/assets\/).+-)\w{8}(\.js|\.css)$/;
    const names = filesUnder(installed).map((name) => name.replace(hashed, '$1*$2'));
    expect([...new Set(names)].sort()).toEqual(FILES);
  });

  it.each(documents())('has no broken link in %s', (document) => {
    expect(brokenLinks(installed, document)).toEqual([]);
  });

  it('has no dependencies and no install script', () => {
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['mcpwatch']);
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('optionalDependencies');
    expect(manifest).not.toHaveProperty('scripts.postinstall');
  });

  it(`is smaller than ${MAX_INSTALLED_BYTES} bytes`, () => {
    const size = filesUnder(installed).reduce((total, name) => total + statSync(join(installed, name)).size, 0);
    expect(size).toBeLessThan(MAX_INSTALLED_BYTES);
  });

  it('has a command that starts', async () => {
    const { code, stdout } = await run(join(folder, 'node_modules', '.bin', 'mcpwatch'), ['--version'], {
      cwd: folder,
    });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`,
    });
  });

  it.each([
    ['--import', 'mcpwatch/register'],
    ['--require', 'mcpwatch/register'],
  ])('is found by %s %s, and reports that a program without an MCP server has nothing to watch', async (flag, name) => {
    expect(await node([flag, name, '-p', '1 + 1'])).toEqual({
      code: 0,
      signal: null,
      stdout: '2\n',
      stderr: expect.stringMatching(/^mcpwatch: nothing was watched: [^\n]+\n$/),
    });
  });

  it('has the same functions for import and require', async () => {
    // Without the names that Node adds for interoperability.
    const list = `JSON.stringify(Object.keys(api).filter((name) => !/^(default|module\\.exports)$/.test(name)).sort())`;
    const imported = await node(['--input-type=module', '-e', `import * as api from 'mcpwatch'; console.log(${list})`]);
    const required = await node(['-e', `const api = require('mcpwatch'); console.log(${list})`]);
    expect(imported.stdout).toBe(required.stdout);
    expect(JSON.parse(required.stdout)).not.toEqual([]);
  });

  it('exports the event schema', async () => {
    expect((await node(['-p', 'typeof require("mcpwatch/event.schema.json")'])).stdout).toBe('object\n');
  });
});
