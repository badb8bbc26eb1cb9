/** Servers that run with flags of Node and V8, and the ways in which NODE_OPTIONS names the preload (#9 B). */
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fixture, REGISTER_CJS, REGISTER_MJS } from '../support/project.js';
import { HANDSHAKE } from '../support/stdio-run.js';
import { type WatchOptions, watch } from '../support/watched.js';

const SESSION = {
  file: fixture('esm-stdio-server.mjs'),
  steps: [...HANDSHAKE, { request: 'tools/call', params: { name: 'add', arguments: { a: 2, b: 3 } } }],
};
const EVENTS = ['server.initialize', 'add', 'server.close'];

async function expectSameSession(options: Omit<WatchOptions, keyof typeof SESSION>): Promise<void> {
  const { plain, watched, events } = await watch({ ...SESSION, ...options });
  expect(plain.stdout).toContain('"id":2');
  expect(watched.stdout).toBe(plain.stdout);
  expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
  expect(events.map((event) => event.event_name)).toEqual(EVENTS);
}

const FLAGS = [
  // No WebAssembly either.
  '--jitless',
  '--disallow-code-generation-from-strings',
  '--disable-proto=throw',
  '--disable-proto=delete',
  '--frozen-intrinsics',
  '--throw-deprecation',
  '--pending-deprecation',
  '--unhandled-rejections=strict',
  '--stack-trace-limit=0',
  '--stack-size=200',
  '--max-old-space-size=48',
  '--preserve-symlinks',
  '--enable-source-maps',
  '--single-threaded',
  '--experimental-vm-modules',
];

describe('a server that runs with', () => {
  it.each(FLAGS)('%s answers and exits as without mcpwatch, and its events arrive', async (flag) => {
    await expectSameSession({ nodeFlags: [flag] });
  });
});

const PLACES = { MODULE: REGISTER_MJS, URL: pathToFileURL(REGISTER_MJS).href, COMMONJS: REGISTER_CJS };
const SPELLINGS = [
  '--import MODULE',
  '--import=MODULE',
  '--import="MODULE"',
  '--import URL',
  '--require COMMONJS',
  '-r COMMONJS',
  '--import MODULE --import MODULE',
  '--require COMMONJS --import MODULE',
  '--max-old-space-size=200 --import MODULE --trace-warnings',
];

describe('NODE_OPTIONS', () => {
  it.each(SPELLINGS)('may be %s: each event arrives once', async (spelling) => {
    const NODE_OPTIONS = Object.entries(PLACES).reduce((text, [name, place]) => text.replaceAll(name, place), spelling);
    await expectSameSession({ preload: [], env: { NODE_OPTIONS } });
  });
});
