/** Every code block in README and docs/ is run, or checked against what it claims to be. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it, vi } from 'vitest';
import { startEndpoint } from '../support/endpoint.js';
import { start } from '../support/program.js';
import { inProject, withTemporaryFolder } from '../support/project.js';
import { HANDSHAKE, runStdio, type Step } from '../support/stdio-run.js';

// These start npx and servers, one after the other: on a busy machine that can take longer than other tests may.
vi.setConfig({ testTimeout: 180_000 });

const DOCUMENTS = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

interface Block {
  readonly document: string;
  readonly language: string;
  readonly text: string;
}

const BLOCKS: readonly Block[] = DOCUMENTS.flatMap((document) =>
  [...readFileSync(document, 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    document,
    language,
    text,
  })),
);
const inLanguage = (language: string) => BLOCKS.filter((block) => block.language === language);

/** A user's project: mcpwatch, the SDK and a server. */
function withProject<T>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<T>): Promise<T> {
  return withTemporaryFolder(async (folder) => {
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, '.bin'), { recursive: true });
    symlinkSync(inProject(), join(modules, 'mcpwatch'));
    symlinkSync(inProject('dist', 'cli.js'), join(modules, '.bin', 'mcpwatch'));
    for (const name of ['@modelcontextprotocol', 'zod'])
      symlinkSync(inProject('node_modules', name), join(modules, name));
    symlinkSync(
      inProject('node_modules', '.bin', 'mcp-server-everything'),
      join(modules, '.bin', 'mcp-server-everything'),
    );
    const scripts = { start: 'node server.js', test: 'node server.js' };
    const manifest = { name: 'a-server', version: '1.0.0', type: 'module', scripts };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return use(folder);
  });
}

/** Runs `command` as a client would start it, and returns the names of the events that arrived. */
async function eventsOf(folder: string, command: readonly [string, ...string[]], steps: readonly Step[]) {
  const endpoint = await startEndpoint();
  try {
    const env = {
      MCPWATCH_ENDPOINT: endpoint.url,
      MCPWATCH_API_KEY: endpoint.key,
      MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
      MCPWATCH_SPOOL_DIR: join(folder, 'spool'),
    };
    await runStdio({ command, cwd: folder, env, steps: [...HANDSHAKE, ...steps] });
    return endpoint.events.map((event) => event.event_name);
  } finally {
    await endpoint.close();
  }
}

const SERVER = readFileSync('fixtures/esm-stdio-server.mjs', 'utf8');
const ADD: Step = { request: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 2 } } };
const EVENTS = ['server.initialize', 'add', 'server.close'];

/** Command lines that other tests run. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  'npm install mcpwatch': 'test/package.test.ts installs the packed package',
};

const shellLines = inLanguage('sh').flatMap(({ document, text }) =>
  text
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && RUN_ELSEWHERE[line] === undefined)
    .map((line) => [line, document] as const),
);
const isServerLine = ([line]: readonly [string, string]) => /server\.js|npm start/.test(line);
const isDevLine = ([line]: readonly [string, string]) => /^npx mcpwatch dev/.test(line);
const isSpoolLine = ([line]: readonly [string, string]) => /^npx mcpwatch spool/.test(line);

describe('a command line in the documents', () => {
  it.each(shellLines.filter(isServerLine))('%s (%s) starts a server that is observed', async (line) => {
    await withProject({ 'server.js': SERVER }, async (folder) => {
      expect(await eventsOf(folder, ['sh', '-c', line], [ADD])).toEqual(EVENTS);
    });
  });

  it.each(shellLines.filter(isDevLine))('%s (%s) listens', async (line) => {
    await withProject({}, async (folder) => {
      // A free port: the usual one may be in use on the machine that runs the tests.
      const dev = start(
        'sh',
        ['-c', `exec ${line.replace('npx mcpwatch', 'node node_modules/.bin/mcpwatch')} --port 0`],
        {
          cwd: folder,
        },
      );
      await dev.saw('stderr', /listening on http:\/\/127\.0\.0\.1:\d+/);
      dev.child.kill('SIGTERM');
      expect(await dev.ended).toMatchObject({ code: 0 });
    });
  });

  it.each(shellLines.filter(isSpoolLine))('%s (%s) works', async (line) => {
    await withProject({}, async (folder) => {
      const env = { ...process.env, MCPWATCH_SPOOL_DIR: join(folder, 'spool') };
      const spool = start('sh', ['-c', line], { cwd: folder, env });
      expect(await spool.ended).toMatchObject({ code: 0 });
    });
  });

  it('is of one of these kinds', () => {
    const others = shellLines.filter((line) => !isServerLine(line) && !isDevLine(line) && !isSpoolLine(line));
    expect(others).toEqual([]);
  });
});

interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** The servers of a client's configuration file: `mcpServers` in Claude Desktop and Cursor, `servers` in VS Code. */
function serversOf(configuration: string): readonly ServerCommand[] {
  const { mcpServers, servers } = JSON.parse(configuration) as Record<string, Record<string, ServerCommand>>;
  return Object.values(mcpServers ?? servers ?? {});
}

describe('a client configuration in README', () => {
  const commands = inLanguage('json')
    .filter(({ document }) => document === 'README.md')
    .map(({ text }) => serversOf(text));

  it('is there for three clients, in the two formats that they read', () => {
    expect(commands).toHaveLength(2);
  });

  it.each(commands.flat().map(({ command, args }) => [[command, ...args].join(' '), command, args] as const))(
    '%s starts a server that is observed',
    async (_, command, args) => {
      await withProject({}, async (folder) => {
        const names = await eventsOf(
          folder,
          [command, ...args],
          [{ request: 'tools/call', params: { name: 'echo', arguments: { message: 'hello' } } }],
        );
        expect(names).toEqual(expect.arrayContaining(['server.initialize', 'echo', 'server.close']));
      });
    },
  );
});

describe('a CI job in the documents', () => {
  const steps = inLanguage('yaml').flatMap(({ document, text }) =>
    [...text.matchAll(/^\s*- run: (.+)$/gm)].map(([, line = '']) => [line, document] as const),
  );

  it('is there', () => {
    expect(steps).not.toEqual([]);
  });

  it.each(steps)('%s (%s) observes what the command starts', async (line) => {
    await withProject({ 'server.js': SERVER }, async (folder) => {
      expect(await eventsOf(folder, ['sh', '-c', line], [ADD])).toEqual(EVENTS);
    });
  });
});

describe('a program in the documents', () => {
  it.each(inLanguage('js').map(({ document, text }) => [document, text] as const))('in %s runs', async (_, text) => {
    await withProject({ 'server.js': text }, async (folder) => {
      const names = await eventsOf(
        folder,
        [process.execPath, 'server.js'],
        [{ request: 'tools/call', params: { name: 'hello' } }],
      );
      expect(names).toEqual(expect.arrayContaining(['server.initialize', 'server.close']));
    });
  });
});

describe('an event in the documents', () => {
  const isEvent = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(readFileSync('event.schema.json', 'utf8')));

  it.each(
    inLanguage('json')
      .filter(({ document }) => document === 'docs/events.md')
      .map(({ text }) => [JSON.parse(text).event_type as string, text] as const),
  )('%s is valid against the schema', (_, text) => {
    expect(isEvent(JSON.parse(text)), JSON.stringify(isEvent.errors)).toBe(true);
  });
});

it('every code block has a language that is checked here or by its generator, or is text', () => {
  // `ts` appears only in docs/api.md, which is made from the declarations; `json5` only in docs/privacy.md, made by the code.
  const known = new Set(['sh', 'json', 'js', 'yaml', 'text', 'ts', 'json5']);
  expect(BLOCKS.filter(({ language }) => !known.has(language))).toEqual([]);
  expect(inLanguage('ts').filter(({ document }) => document !== 'docs/api.md')).toEqual([]);
  expect(inLanguage('json5').filter(({ document }) => document !== 'docs/privacy.md')).toEqual([]);
});
