/** Copies of the SDK whose code runs where `__filename` and `import.meta` do not exist. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, NODES } from '../support/project.js';
import type { Step } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

/** `text` is a minified bundle, as a string literal. */
const LAUNCHERS: Readonly<Record<string, (text: string) => string>> = {
  'an ESM bundle that require() finds out to be one': () => "require('./server.js')",
  'a bundle in eval': (text) => `(0, eval)(${text})`,
  'a bundle in a function': (text) => `new Function('require', ${text})(require)`,
  'a bundle in eval inside a module, as webpack writes it': (text) => `eval(${text})`,
  'a bundle in vm': (text) => `require('node:vm').runInThisContext(${text})`,
};

/** `import.meta.url` is the `data:` URL itself there. */
const IN_DATA = "import{createRequire}from'node:module';const require=createRequire('file:///');";

const STEPS: readonly Step[] = [
  {
    request: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'c', version: '1' } },
  },
  { request: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 2 } } },
];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mcpwatch-odd-'));
  const entryPoints = [fixture('cjs-stdio-server.cjs')];
  const common = { bundle: true, platform: 'node', minify: true, entryPoints } as const;
  const { outputFiles } = await build({ ...common, format: 'cjs', write: false });
  const text = JSON.stringify(outputFiles[0]?.text);
  const js = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";
  const outfile = join(folder, 'server.js');
  await build({ ...common, format: 'esm', banner: { js }, outfile });
  const inData = await build({ ...common, format: 'esm', banner: { js: IN_DATA }, write: false });
  const base64 = Buffer.from(inData.outputFiles[0]?.text ?? '').toString('base64');
  writeFileSync(join(folder, 'launch-data.mjs'), `await import('data:text/javascript;base64,${base64}');\n`);
  for (const [at, launcher] of Object.values(LAUNCHERS).entries()) {
    writeFileSync(join(folder, `launch-${at}.cjs`), `globalThis.require = require;\n${launcher(text)};\n`);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(NODES)('on %s', (_name, node) => {
  it('a bundle in a data: URL starts as fast, and no line on stderr holds the URL (#9 B10)', async () => {
    const { plain, watched, events } = await watch({
      node,
      file: join(folder, 'launch-data.mjs'),
      steps: STEPS,
    });

    expect(plain.stdout).toContain('"id":2');
    expect(watched.stdout).toBe(plain.stdout);
    expect(watched.stderr).toContain('(MCP SDK built into a data: URL, esm, stdio)');
    expect(Math.max(...watched.stderr.split('\n').map((line) => line.length))).toBeLessThan(500);
    expect(events.map(({ event_name }) => event_name)).toEqual(['server.initialize', 'add', 'server.close']);
  });

  it.each([...Object.keys(LAUNCHERS).entries()])('%i: %s runs as without mcpwatch, and is watched', async (at) => {
    const { plain, watched, events } = await watch({
      node,
      file: join(folder, `launch-${at}.cjs`),
      steps: STEPS,
    });

    expect(plain.stdout).toContain('"id":2');
    expect({ ...watched, stderr: '' }).toEqual({ ...plain, stderr: '' });
    expect(events.map(({ event_name }) => event_name)).toEqual(['server.initialize', 'add', 'server.close']);
  });
});
