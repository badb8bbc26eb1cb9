/**
 * An SDK that is newer than this version of mcpwatch: the source hook does not know its private names or the text of its
 * entry points, and the hooks by package name observe it all the same.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, inProject, NODES } from '../support/project.js';
import { watch } from '../support/watched.js';

/** What the source hook looks for, each with an equivalent that it does not know. */
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/_oninitialize/g, '_answerInitialize'],
  [/setToolRequestHandlers/g, 'installToolHandlers'],
  [/\{ legacy, onerror, responseMode \}/g, '{ responseMode, onerror, legacy }'],
  [/options\.legacy \?\? "serve"/g, '(options.legacy ?? "serve")'],
];
const SERVERS = ['esm-stdio-server.mjs', 'cjs-stdio-server.cjs', 'v2-stdio-server.mjs', 'v2-cjs-stdio-server.cjs'];

const INITIALIZE = {
  request: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'c', version: '1' } },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcpwatch-unknown-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@modelcontextprotocol'), { recursive: true });
  for (const name of readdirSync(inProject('node_modules'))) {
    if (!name.startsWith('.') && name !== '@modelcontextprotocol') link(name);
  }
  link('@modelcontextprotocol/core');
  for (const name of ['@modelcontextprotocol/sdk', '@modelcontextprotocol/server']) rewrite(name);
  cpSync(inProject('fixtures', 'matrix'), join(folder, 'matrix'), { recursive: true });
  for (const name of [...SERVERS, 'v2-serve-stdio.mjs']) cpSync(fixture(name), join(folder, name));

  function link(name: string): void {
    symlinkSync(inProject('node_modules', name), join(modules, name), 'junction');
  }

  function rewrite(name: string): void {
    const copy = join(modules, name);
    cpSync(inProject('node_modules', name), copy, {
      recursive: true,
      filter: (path) => !/\.(?:map|ts|cts|mts)$/.test(path),
    });
    for (const path of readdirSync(join(copy, 'dist'), { recursive: true, encoding: 'utf8' })) {
      if (!/\.[cm]?js$/.test(path)) continue;
      const source = readFileSync(join(copy, 'dist', path), 'utf8');
      const renamed = RENAMED.reduce((text, [known, unknown]) => text.replace(known, unknown), source);
      if (renamed !== source) writeFileSync(join(copy, 'dist', path), renamed);
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(NODES)('an SDK whose source text is unknown, on %s', (_name, node) => {
  it.each(SERVERS)('is watched in %s', async (name) => {
    const { plain, watched, events } = await watch({
      node,
      file: join(folder, name),
      steps: [
        INITIALIZE,
        { notify: 'notifications/initialized' },
        { request: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 2 } } },
      ],
    });

    expect(watched.stdout).toBe(plain.stdout);
    expect(events.map(({ event_name }) => event_name)).toEqual(['server.initialize', 'add', 'server.close']);
    expect(watched.stderr).toMatch(
      /^mcpwatch: watching .*@modelcontextprotocol\/\w+ \d+\.\d+\.\d+, (?:esm|cjs), stdio/m,
    );
    expect(watched.stderr).not.toContain('Warning');
  });

  it.each([
    ['a cycle', "import './other.mjs';", "import { later } from './stdio.mjs'; later();"],
    ['an export of everything', "export * from './other.mjs';", 'export const one = 1;'],
  ])('breaks nothing by %s', async (_what, line, other) => {
    const dist = join(folder, 'node_modules', '@modelcontextprotocol', 'server', 'dist');
    const stdio = readFileSync(join(dist, 'stdio.mjs'), 'utf8');
    writeFileSync(join(dist, 'other.mjs'), other);
    writeFileSync(join(dist, 'stdio.mjs'), `${line}\nexport function later() {}\n${stdio}`);
    try {
      const { plain, watched } = await watch({ node, file: join(folder, 'v2-serve-stdio.mjs'), steps: [INITIALIZE] });

      expect(plain.stdout).toContain('"id":1');
      expect(watched.stdout).toBe(plain.stdout);
      expect(watched.stderr).toMatch(/^mcpwatch: watching [^\n]*\n$/);
    } finally {
      writeFileSync(join(dist, 'stdio.mjs'), stdio);
    }
  });

  it('has its entry points wrapped', async () => {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2099-01-01',
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': { name: 'modern', version: '9.0' },
    };
    const { events } = await watch({
      node,
      file: join(folder, 'v2-serve-stdio.mjs'),
      steps: [{ request: 'tools/list', params: { _meta } }],
    });

    expect(events.map(({ event_name, error_code }) => [event_name, error_code])).toContainEqual(['tools/list', -32022]);
  });
});
