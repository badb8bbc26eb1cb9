/** What `mcpwatch run` meets: runtimes that are not Node, and servers that tests start by the official client. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { briefly, compareShort, differs, OK, shortEvents, shortSteps } from './check.mjs';
import { installedVersion, packages, ROOT } from './packages.mjs';
import { startProgram } from './program.mjs';
import { playSession } from './session.mjs';

const RUN = [join(ROOT, 'dist', 'cli.js'), 'run', '--'];

const SERVER = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
const server = new McpServer({ name: 'run', version: '1.0.0' });
server.registerTool('echo', { inputSchema: { text: z.string() } }, async ({ text }) => ({ content: [{ type: 'text', text }] }));
await server.connect(new StdioServerTransport());
`;

/** Rows by runtime: how it starts the server. */
const RUNTIMES = [
  { name: 'deno', title: 'Deno', command: ['deno', 'run', '-A'] },
  { name: 'deno', title: 'Deno', command: ['deno', 'run', '-A', '--preload', join(ROOT, 'register.mjs')] },
  { name: 'bun', title: 'Bun', command: ['bun', 'run'] },
  { name: 'bun', title: 'Bun', command: ['bun', '--preload', join(ROOT, 'dist', 'register.cjs')] },
];

export async function* runtimeCells() {
  const dependencies = { deno: '2', bun: '1', '@modelcontextprotocol/sdk': '1', zod: '4' };
  const folder = await packages('runtimes', dependencies, { allowScripts: true });
  const server = join(folder, 'server.mjs');
  writeFileSync(server, SERVER);
  for (const { name, title, command } of RUNTIMES) {
    const [program, ...flags] = command;
    const binary = join(folder, 'node_modules', '.bin', program);
    yield {
      row: `${title} ${installedVersion(folder, name)}`,
      column: flags.some((flag) => flag.includes('preload')) ? 'its own --preload' : 'mcpwatch run',
      async run(receiver) {
        const options = { cwd: folder, steps: shortSteps() };
        const isRun = !flags.includes('--preload');
        const plainFlags = isRun ? flags : flags.slice(0, flags.indexOf('--preload'));
        const plain = await playSession(binary, [...plainFlags, server], options);
        const watched = isRun
          ? await playSession(process.execPath, [...RUN, binary, ...flags, server], { ...options, receiver })
          : await playSession(binary, [...flags, server], { ...options, receiver });
        const said = watched.errors.filter((line) => line.startsWith('mcpwatch: nothing'));
        if (said.length !== 1) return differs(`stderr: ${watched.errors.join(' / ')}`);
        return compareShort(plain, watched, []);
      },
    };
  }
}

const CLIENT = `import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
export async function echo([command, ...args]) {
  const client = new Client({ name: 'run-client', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command, args }));
  await client.callTool({ name: 'echo', arguments: { text: 'hi' } });
  await client.close();
}
`;

/** The test file of each runner; `echo` starts the server. */
const TESTS = {
  'plain.mjs': (command) => `import { echo } from './client.mjs';\nawait echo(${command});\n`,
  'node.mjs': (command) =>
    `import test from 'node:test';\nimport { echo } from './client.mjs';\ntest('echo', () => echo(${command}));\n`,
  'vitest.mjs': (command) =>
    `import { test } from 'vitest';\nimport { echo } from './client.mjs';\ntest('echo', () => echo(${command}), 60_000);\n`,
  'mocha.mjs': (command) => `import { echo } from './client.mjs';\nit('echo', () => echo(${command}));\n`,
  'jest.cjs': (command) => `test('echo', async () => {
  const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
  const { StdioClientTransport } = require('@modelcontextprotocol/sdk/client/stdio.js');
  const [command, ...args] = ${command};
  const client = new Client({ name: 'run-client', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ command, args }));
  await client.callTool({ name: 'echo', arguments: { text: 'hi' } });
  await client.close();
}, 60_000);\n`,
};

/** How a program with the client in it is started, by the name of its row; the last word is the test file's name. */
const PROGRAMS = {
  'a program': ['node', 'plain.mjs'],
  'a program, by tsx': ['npx', 'tsx', 'plain.mjs'],
  'node --test': ['node', '--test', 'node.mjs'],
  'Vitest, forks': ['npx', 'vitest', 'run', '--pool=forks', 'vitest.mjs'],
  'Vitest, threads': ['npx', 'vitest', 'run', '--pool=threads', 'vitest.mjs'],
  'Vitest, vmThreads': ['npx', 'vitest', 'run', '--pool=vmThreads', 'vitest.mjs'],
  Jest: ['npx', 'jest', 'jest.cjs'],
  Mocha: ['npx', 'mocha', '--exit', '--timeout=60000', 'mocha.mjs'],
};

/** How the client starts the server, by the name of its column. */
const STARTS = {
  node: [process.execPath, 'server.mjs'],
  tsx: ['npx', 'tsx', 'server.mjs'],
  'npm script': ['npm', 'run', '--silent', 'server'],
  'shell script': ['./server.sh'],
};

const CONFIGS = {
  'vitest.config.mjs': "export default { test: { include: ['*-vitest.mjs'] } };\n",
  'jest.config.cjs': "module.exports = { testMatch: ['**/*-jest.cjs'] };\n",
  'server.sh': `#!/bin/sh\nexec '${process.execPath}' server.mjs\n`,
};

const DEPENDENCIES = {
  '@modelcontextprotocol/sdk': '1',
  zod: '4',
  tsx: '4',
  vite: '8',
  vitest: '5',
  jest: '30',
  mocha: '11',
};

export async function* clientCells() {
  const folder = await packages('clients', DEPENDENCIES, { allowScripts: true });
  const write = (files) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  };
  const manifest = {
    name: 'matrix',
    private: true,
    dependencies: DEPENDENCIES,
    scripts: { server: 'node server.mjs' },
  };
  write({ ...CONFIGS, 'server.mjs': SERVER, 'client.mjs': CLIENT, 'package.json': JSON.stringify(manifest) });
  chmodSync(join(folder, 'server.sh'), 0o755);
  for (const [index, [column, start]] of Object.entries(STARTS).entries()) {
    for (const [name, text] of Object.entries(TESTS)) write({ [`from${index}-${name}`]: text(JSON.stringify(start)) });
    for (const [row, words] of Object.entries(PROGRAMS)) {
      const command = [...words.slice(0, -1), `from${index}-${words.at(-1)}`];
      yield { row, column, run: (receiver) => checkClient(command, folder, receiver) };
    }
  }
}

async function checkClient(command, cwd, receiver) {
  const program = startProgram(process.execPath, [...RUN, ...command], { cwd, receiver, env: { CI: '1' } });
  const { code, events, lines, errors } = await program.finish({ timeoutMs: 90_000 });
  if (code !== 0) return differs(`exit ${code}: ${[...lines, ...errors].join(' / ')}`.slice(0, 600));
  const seen = events.map(briefly);
  return JSON.stringify(seen) === JSON.stringify(shortEvents('echo'))
    ? OK
    : differs(`events: ${seen.join('; ') || 'none'}; ${errors.join(' / ')}`.slice(0, 600));
}
