/** MCPWATCH_SOURCES=1: where tools, prompts and resources are registered (#10). */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it, vi } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { fixture, inProject } from '../support/project.js';
import { HANDSHAKE, type Step } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { watch } from '../support/watched.js';

vi.setConfig({ testTimeout: 60_000 });

const SOURCES = { MCPWATCH_SOURCES: '1' };
const ADD: Step = { request: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 2 } } };

/** What is new in each run of a server with tasks. */
const VARIES = /"[0-9a-f]{32}"|"20\d\d-[^"]+Z"/g;

const placesIn = (events: readonly McpWatchEvent[]) =>
  Object.fromEntries(events.map(({ event_name, attributes }) => [event_name, attributes['mcpwatch.registered_at']]));

/** `file:line` of the first line that contains `text`. */
function lineOf(file: string, text: string): string {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((one) => one.includes(text));
  expect(line).toBeGreaterThan(0);
  return `${file}:${line + 1}`;
}

describe.each([
  ['v1, ESM', 'esm-stdio-server.mjs'],
  ['v1, CommonJS', 'cjs-stdio-server.cjs'],
  ['v2, ESM', 'v2-stdio-server.mjs'],
  ['v2, CommonJS', 'v2-cjs-stdio-server.cjs'],
])('a server on SDK %s', (_, name) => {
  it('says where a tool was registered, and answers the same', async () => {
    const file = fixture(name);
    const { events, watched, plain } = await watch({ file, env: SOURCES, steps: [...HANDSHAKE, ADD] });
    expect(placesIn(events)['add']).toMatch(new RegExp(`^${lineOf(file, "'add'").replaceAll('.', '\\.')}:\\d+$`));
    expect(watched.stdout).toBe(plain.stdout);
  });
});

describe('where something was registered', () => {
  const file = fixture('esm-stdio-server.mjs');
  const steps: Step[] = [
    ...HANDSHAKE,
    { request: 'resources/read', params: { uri: 'note://one' } },
    { request: 'prompts/get', params: { name: 'greet', arguments: { name: 'Ada' } } },
    ADD,
  ];

  it('is said of prompts and resources too', async () => {
    const { events } = await watch({ file, env: SOURCES, steps });
    expect(placesIn(events)).toMatchObject({
      'note://one': `${lineOf(file, 'registerResource')}:8`,
      greet: `${lineOf(file, 'registerPrompt')}:8`,
      'server.close': undefined,
    });
  });

  it('is said without payloads too, and not said by default', async () => {
    const withoutPayloads = await watch({ file, env: { ...SOURCES, MCPWATCH_PAYLOADS: 'off' }, steps });
    expect(placesIn(withoutPayloads.events)).toMatchObject({ add: `${lineOf(file, "'add'")}:8` });
    const byDefault = await watch({ file, env: {}, steps });
    expect(Object.values(placesIn(byDefault.events)).filter(Boolean)).toEqual([]);
  });

  it('is said of tools that run as tasks', async () => {
    const tasks = fixture('tasks-server.mjs');
    const call: Step = { request: 'tools/call', params: { name: 'at-once', arguments: {} } };
    const { events, watched, plain } = await watch({
      file: tasks,
      env: SOURCES,
      steps: [...HANDSHAKE, call],
      ending: 'SIGTERM',
    });
    expect(placesIn(events)['at-once']).toBe(`${lineOf(tasks, 'registerToolTask')}:29`);
    expect(watched.stdout.replaceAll(VARIES, '')).toBe(plain.stdout.replaceAll(VARIES, ''));
  });

  it.each([
    ['tools', file, 'add', "'add'", 8],
    ['tools that run as tasks', fixture('tasks-server.mjs'), 'at-once', 'registerToolTask', 29],
  ])('is found in a bundle, of %s, through a source map where Node uses it', async (_, origin, name, code, column) => {
    const folder = realpathSync(temporaryFolder());
    const source = join(folder, 'server.ts');
    const text = readFileSync(origin, 'utf8');
    writeFileSync(source, `interface Unused { readonly lines: 'that are not in the result' }\n\n${text}`);
    const outfile = join(folder, 'out.mjs');
    buildSync({
      entryPoints: [source],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      minify: true,
      sourcemap: 'inline',
      nodePaths: [inProject('node_modules')],
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    });
    const call: Step = { request: 'tools/call', params: { name, arguments: { a: 1, b: 2 } } };
    const { events } = await watch({
      file: outfile,
      nodeFlags: ['--enable-source-maps'],
      env: SOURCES,
      steps: [...HANDSHAKE, call],
      ending: 'SIGTERM',
    });
    expect(placesIn(events)[name]).toBe(`${lineOf(source, code)}:${column}`);
  });
});
