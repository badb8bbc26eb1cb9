/** Loaders, layouts and other ways in which a process can load the SDK. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkShort } from './check.mjs';
import { packages } from './packages.mjs';
import { preload, REGISTER } from './program.mjs';

const run = promisify(execFile);

const ESM = {
  v1: `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import * as z from 'zod';
`,
  v2: `import { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';
`,
};
const toCjs = (text) => text.replace(/import (?:\* as )?(.+) from '(.+)';/g, "const $1 = require('$2');");
const serve = (sdk) =>
  `const server = new McpServer({ name: 'loaded', version: '1.0.0' });
server.registerTool('echo', { inputSchema: ${sdk === 'v1' ? '{ text: z.string() }' : 'z.object({ text: z.string() })'} }, async ({ text }) => ({ content: [{ type: 'text', text }] }));
server.connect(new StdioServerTransport());
`;
const TYPED = 'enum Kind { One = 1 }\nconst kind: Kind = Kind.One;\nif (kind !== 1) throw new Error();\n';
const ERASABLE = 'const kind: number = 1;\nif (kind !== 1) throw new Error();\n';

const dependencies = {
  '@modelcontextprotocol/sdk': '1',
  zod: '4',
  '@modelcontextprotocol/server': 'latest',
  tsx: '4',
  'ts-node': '10',
  typescript: '5',
  '@types/node': '22',
  pnpm: '10',
  '@yarnpkg/cli-dist': '4',
};

/** `command` receives the flags of the preload; without mcpwatch they are empty. */
const cell = (row, column, command, { cwd, env, steps } = {}) => ({
  row,
  column,
  run(receiver) {
    const make = (flags) => {
      const [program, ...args] = command(flags);
      return [program, args, { cwd, env: typeof env === 'function' ? env(flags) : env }];
    };
    return checkShort(
      { without: make([]), with: make(preload(column.includes('require') ? 'require' : 'import')) },
      receiver,
      { steps },
    );
  },
});

export async function* loaderCells() {
  const folder = await packages('loaders', dependencies);
  const node = process.execPath;
  const write = (name, text) => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  write(
    'tsconfig.json',
    '{"compilerOptions":{"module":"commonjs","target":"es2022","esModuleInterop":true,"skipLibCheck":true,"types":["node"]}}',
  );

  for (const sdk of ['v1', 'v2']) {
    const mts = write(`${sdk}.mts`, TYPED + ESM[sdk] + serve(sdk));
    const cts = write(`${sdk}.cts`, TYPED + ESM[sdk] + serve(sdk));
    const stripped = write(`${sdk}-stripped.mts`, ERASABLE + ESM[sdk] + serve(sdk));
    const mjs = write(`${sdk}.mjs`, ESM[sdk] + serve(sdk));
    write(`${sdk}.cjs`, toCjs(ESM[sdk]) + serve(sdk));
    const tsxLoader = join(folder, 'node_modules/tsx/dist/loader.mjs');
    const tsx = ['--import', tsxLoader];

    for (const how of ['import', 'require']) {
      const column = `${sdk} --${how}`;
      yield cell('tsx after us, ESM', column, (flags) => [node, ...flags, ...tsx, mts]);
      yield cell('tsx before us, ESM', column, (flags) => [node, ...tsx, ...flags, mts]);
      yield cell('tsx after us, CommonJS', column, (flags) => [node, ...flags, ...tsx, cts]);
      yield cell('tsx before us, CommonJS', column, (flags) => [node, ...tsx, ...flags, cts]);
      yield cell('type stripping', column, (flags) => [node, ...flags, stripped]);
      const ts = write(`${sdk}-node/main.ts`, TYPED + ESM[sdk] + serve(sdk));
      write(`${sdk}-node/package.json`, '{"type":"commonjs"}');
      if (how === 'require') {
        const env = { TS_NODE_TRANSPILE_ONLY: '1', TS_NODE_PROJECT: join(folder, 'tsconfig.json') };
        yield cell('ts-node, CommonJS', column, (flags) => [node, ...flags, '-r', 'ts-node/register', ts], {
          cwd: folder,
          env,
        });
      } else {
        yield {
          row: 'ts-node, CommonJS',
          column,
          cannot:
            'any `--import` sends the entry through the ESM loader, where ts-node/register does not work; use `--require`',
        };
      }

      const spaced = join(folder, 'a path', 'with spaces');
      mkdirSync(spaced, { recursive: true });
      cpSync(mjs, join(spaced, `${sdk}.mjs`));
      yield cell('path with spaces', column, (flags) => [node, ...flags, join(spaced, `${sdk}.mjs`)]);
      const linked = join(folder, `linked-${sdk}`);
      try {
        mkdirSync(join(folder, 'workspace', 'server'), { recursive: true });
        writeFileSync(join(folder, 'workspace', 'server', `${sdk}.mjs`), ESM[sdk] + serve(sdk));
        symlinkSync(join(folder, 'workspace', 'server'), linked);
      } catch {
        // It exists from an earlier run.
      }
      yield cell('workspace behind a link', column, (flags) => [node, ...flags, join(linked, `${sdk}.mjs`)]);
      const requireEsm = write(`${sdk}-require-esm.cjs`, `require('./${sdk}.mjs');`);
      yield cell('require(esm)', column, (flags) => [node, ...flags, requireEsm]);
      const dynamic = write(`${sdk}-dynamic.cjs`, `import('./${sdk}.mjs');`);
      yield cell('dynamic import() from CommonJS', column, (flags) => [node, ...flags, dynamic]);
      const late = write(
        `${sdk}-late.mjs`,
        `await new Promise((resolve) => setTimeout(resolve, 50));\nawait import('./${sdk}.mjs');`,
      );
      yield cell('dynamic import(), late', column, (flags) => [node, ...flags, late]);
      const worker = write(
        `${sdk}-worker.mjs`,
        `import { Worker } from 'node:worker_threads';\nconst worker = new Worker(new URL('./${sdk}.mjs', import.meta.url), { stdin: true });\nprocess.stdin.pipe(worker.stdin);`,
      );
      yield cell('worker thread that serves', column, (flags) => [node, ...flags, worker]);
      const parent = write(
        `${sdk}-parent.mjs`,
        `import { spawn } from 'node:child_process';\nconst child = spawn(process.execPath, [new URL('./${sdk}.cjs', import.meta.url).pathname], { stdio: 'inherit' });\nchild.on('exit', (code) => { process.exitCode = code; });`,
      );
      yield cell('child by NODE_OPTIONS', column, () => [node, parent], {
        env: (flags) => (flags.length === 0 ? {} : { NODE_OPTIONS: `${flags[0]} "${flags[1]}"` }),
      });
      yield cell('--permission', column, (flags) => [
        node,
        '--permission',
        '--allow-fs-read=*',
        '--allow-fs-write=*',
        '--allow-worker',
        ...flags,
        mjs,
      ]);
    }
    const both = (flags) => (flags.length === 0 ? [] : ['--require', REGISTER.require, '--import', REGISTER.import]);
    yield cell('both preloads at once', `${sdk} --import`, (flags) => [node, ...both(flags), mjs]);
    yield cell('NODE_COMPILE_CACHE, second run', `${sdk} --import`, (flags) => [node, ...flags, mjs], {
      env: { NODE_COMPILE_CACHE: join(folder, 'compile-cache') },
    });
  }
  yield* packageManagerCells(folder);
  yield {
    row: 'single-executable application',
    column: 'v1 --import',
    cannot:
      'not run here; on Node 26 a preload in NODE_OPTIONS was seen not to hook one: call `instrument(server)` from `mcpwatch` in the program',
  };
}

async function* packageManagerCells(folder) {
  const node = process.execPath;
  const yarn = join(folder, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
  const manifest = JSON.stringify({
    name: 'app',
    private: true,
    dependencies: { '@modelcontextprotocol/sdk': '1', '@modelcontextprotocol/server': '2', zod: '4' },
  });
  const layouts = {
    pnpm: async (app) => run(join(folder, 'node_modules/.bin/pnpm'), ['install', '--ignore-scripts'], { cwd: app }),
    'Yarn Plug’n’Play': async (app) => {
      const registry = (await run('npm', ['config', 'get', 'registry'])).stdout.trim();
      const { hostname, protocol } = new URL(registry);
      const unsafe = protocol === 'http:' ? `unsafeHttpWhitelist: [${JSON.stringify(hostname)}]\n` : '';
      writeFileSync(
        join(app, '.yarnrc.yml'),
        `nodeLinker: pnp\nenableTelemetry: false\nenableGlobalCache: false\nnpmRegistryServer: ${JSON.stringify(registry)}\n${unsafe}`,
      );
      writeFileSync(join(app, 'yarn.lock'), '');
      await run(node, [yarn, 'install', '--mode=skip-build'], { cwd: app, env: { ...process.env, CI: '' } });
    },
  };
  for (const [layout, install] of Object.entries(layouts)) {
    const app = join(folder, '..', `layout-${layout === 'pnpm' ? 'pnpm' : 'pnp'}`);
    mkdirSync(app, { recursive: true });
    writeFileSync(join(app, 'package.json'), manifest);
    let problem;
    try {
      await install(app);
    } catch (error) {
      problem = `could not be installed here: ${String(error.stdout || error.stderr || error).slice(0, 200)}`;
    }
    for (const sdk of ['v1', 'v2']) {
      for (const kind of ['mjs', 'cjs']) {
        const file = join(app, `${sdk}.${kind}`);
        writeFileSync(file, (kind === 'mjs' ? ESM[sdk] : toCjs(ESM[sdk])) + serve(sdk));
        const pnp =
          layout === 'pnpm' ? [] : ['-r', join(app, '.pnp.cjs'), '--experimental-loader', join(app, '.pnp.loader.mjs')];
        const column = `${sdk} --import`;
        const row = `${layout}, ${kind === 'mjs' ? 'ESM' : 'CommonJS'}`;
        if (problem !== undefined) yield { row, column, cannot: problem };
        else
          yield cell(row, column, (flags) => [node, ...pnp, ...flags, file], {
            cwd: app,
            env: { NODE_NO_WARNINGS: '1' },
          });
      }
    }
  }
}

/** Package managers must neither notice mcpwatch nor become slower: it installs and prints nothing in them. */
export async function* packageManagerRunCells() {
  for (const [program, ...args] of [
    ['npm', '--version'],
    ['npx', '--version'],
  ]) {
    yield {
      row: `${program} ${args.join(' ')}`,
      column: 'NODE_OPTIONS',
      async run() {
        const env = { ...process.env, NODE_OPTIONS: `--require "${REGISTER.require}"` };
        const plain = await run(program, args);
        const watched = await run(program, args, { env });
        const same = plain.stdout === watched.stdout && plain.stderr === watched.stderr;
        return same ? { status: 'ok', detail: '' } : { status: 'differs', detail: watched.stderr };
      },
    };
  }
}
