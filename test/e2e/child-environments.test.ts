/** Children with an environment of their own, under `mcpwatch run` and without it (#9 B18, B2). */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { startEndpoint } from '../support/endpoint.js';
import { type Ended, run } from '../support/program.js';
import { fixture, inProject, NODES, REGISTER_CJS, REGISTER_MJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CLI = inProject('dist', 'cli.js');
const SERVER = fixture('esm-stdio-server.mjs');
const CLIENT = fixture('stdio-client.mjs');
const EVENTS = ['server.initialize', 'notifications/initialized', 'add', 'server.close'];

/** Runs a command with events going to an endpoint of the test. */
async function observed(
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = {},
  cwd = inProject(),
): Promise<Ended & { readonly events: readonly McpWatchEvent[] }> {
  const endpoint = await startEndpoint();
  try {
    const [program, ...args] = command;
    const ended = await run(program, args, {
      cwd,
      env: {
        ...process.env,
        MCPWATCH_ENDPOINT: endpoint.url,
        MCPWATCH_SPOOL_DIR: temporaryFolder(),
        MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
        ...env,
      },
    });
    return { ...ended, events: endpoint.events };
  } finally {
    await endpoint.close();
  }
}

const names = (events: readonly McpWatchEvent[]) => events.map(({ event_name }) => event_name);

/** A shell script that starts `server`. */
function script(...lines: readonly string[]): string {
  const path = join(temporaryFolder(), 'server.sh');
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe.each(NODES)('under mcpwatch run, on %s', (_name, node) => {
  it.each(['v1', 'v2'])('a server is observed that the official client of SDK %s starts', async (version) => {
    const { code, stdout, stderr, events } = await observed([
      node,
      CLI,
      'run',
      '--',
      node,
      CLIENT,
      version,
      node,
      SERVER,
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '3\n' });
    expect(names(events)).toEqual(EVENTS);
    const runs = new Set(events.map(({ attributes }) => attributes['mcpwatch.run.id']));
    expect([...runs]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(stderr).toMatch(/^mcpwatch: watching esm-stdio-server [^\n]*\n$/);
  });
});

describe('under mcpwatch run', () => {
  const run = [process.execPath, CLI, 'run', '--'] as const;
  const client = [process.execPath, CLIENT, 'v1'] as const;

  it.each([
    ['npx', () => ['npx', '--no-install', 'mcp-server-everything', 'stdio'], /watching [^\n]*everything/],
    ['a shell script', () => [script(`exec '${process.execPath}' '${SERVER}'`)], /watching esm-stdio-server/],
    ['a script with a child', () => [script(`'${process.execPath}' '${SERVER}' | cat`)], /watching esm-stdio-server/],
  ])('a server is observed that the client starts by %s', async (_name, command, line) => {
    const { stderr, events } = await observed([...run, ...client, ...command()]);
    expect(stderr).toMatch(line);
    expect(names(events)).toEqual(expect.arrayContaining(['server.initialize', 'server.close']));
  });

  it.each([
    ['node --test', [process.execPath, '--test', fixture('client-tests/node-test.mjs')]],
    ['vitest, forks', ['npx', 'vitest', 'run', 'vitest.test.mjs', '--pool=forks']],
    ['vitest, threads', ['npx', 'vitest', 'run', 'vitest.test.mjs', '--pool=threads']],
  ])('a server is observed that a test starts in %s', async (name, command) => {
    const cwd = name.startsWith('vitest') ? fixture('client-tests') : inProject();
    // This test is run by Vitest too, which leaves variables for its workers.
    const env = { VITEST: undefined, VITEST_MODE: undefined, VITEST_POOL_ID: undefined, VITEST_WORKER_ID: undefined };
    const { code, stderr, stdout, events } = await observed([...run, ...command] as [string, ...string[]], env, cwd);
    expect({ code, names: names(events) }, `${stdout}\n${stderr}`).toEqual({ code: 0, names: EVENTS });
  });

  it('a server is left alone that was started with MCPWATCH_DISABLED on purpose', async () => {
    const { stdout } = await observed([...run, ...children({ MCPWATCH_DISABLED: '1' })]);
    for (const { preload, env } of Object.values(JSON.parse(stdout)) as Child[]) {
      expect({ preload, options: env['NODE_OPTIONS'] }).toEqual({ preload: false, options: undefined });
    }
  });
});

interface Child {
  readonly preload: boolean;
  readonly env: Readonly<Record<string, string>>;
}

const OWN = fixture('own-environments.cjs');
const children = (env: Readonly<Record<string, string>> = {}, node: string = process.execPath) =>
  [node, OWN, 'children', JSON.stringify(env)] as const;

describe.each(NODES)('a program with children that have an environment of their own, on %s', (_name, node) => {
  const QUIET = { MCPWATCH_LOG: 'off' };

  it('sees nothing of mcpwatch: options, arguments, errors and stacks are as without it', async () => {
    const plain = await run(node, [OWN]);
    const watched = await observed([node, CLI, 'run', '--', node, OWN], QUIET);
    expect(JSON.parse(watched.stdout)).toEqual(JSON.parse(plain.stdout));
    expect(watched).toMatchObject({ code: plain.code, signal: plain.signal, stderr: plain.stderr });
  });

  it('gets the preload and MCPWATCH_ variables into each of them, and everything else stays', async () => {
    const plain: Record<string, Child> = JSON.parse((await run(node, children().slice(1))).stdout);
    const { stdout } = await observed([node, CLI, 'run', '--', ...children({}, node)], QUIET);
    const watched: Record<string, Child> = JSON.parse(stdout);
    expect(Object.keys(watched)).toEqual(Object.keys(plain));
    for (const [way, { preload, env }] of Object.entries(watched)) {
      const others = Object.entries(env).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('MCPWATCH_'));
      expect({ way, preload, log: env['MCPWATCH_LOG'] }).toEqual({ way, preload: true, log: 'off' });
      expect({ way, env: Object.fromEntries(others) }).toEqual({ way, env: plain[way]?.env });
    }
  });

  it('keeps the NODE_OPTIONS and the settings that it gives them', async () => {
    const own = { NODE_OPTIONS: '--no-warnings --max-old-space-size=200', MCPWATCH_PAYLOADS: 'off' };
    const { stdout } = await observed([node, CLI, 'run', '--', ...children(own, node)], {
      ...QUIET,
      MCPWATCH_PAYLOADS: 'shape',
    });
    for (const { preload, env } of Object.values(JSON.parse(stdout)) as Child[]) {
      expect(preload).toBe(true);
      expect(env['NODE_OPTIONS']).toBe(`${own.NODE_OPTIONS} --require "${REGISTER_CJS}"`);
      expect(env['MCPWATCH_PAYLOADS']).toBe('off');
    }
  });

  it('is warned of nothing by --pending-deprecation and --throw-deprecation', async () => {
    const { code, stderr } = await observed(
      [node, CLI, 'run', '--', node, '--pending-deprecation', '--throw-deprecation', OWN],
      QUIET,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('a program that reads NODE_OPTIONS and writes it again', () => {
  const program = fixture('rewrites-node-options.cjs');
  const boot = (folder: string) => {
    const path = join(folder, 'boot of "another".cjs'.replaceAll('"', process.platform === 'win32' ? '' : '"'));
    writeFileSync(path, 'globalThis.booted = (globalThis.booted ?? 0) + 1;');
    return path;
  };
  const quoted = (path: string) => `"${path.replaceAll(/[\\"]/g, '\\$&')}"`;

  it.each([
    ['--require x', (path: string) => `--require ${quoted(path)}`],
    ['--require=x', (path: string) => `"--require=${path.replaceAll(/[\\"]/g, '\\$&')}"`],
    ['--import x', (path: string) => `--import ${quoted(new URL(`file://${path}`).href)}`],
  ])('has both preloads in its children, with %s in NODE_OPTIONS already', async (_name, option) => {
    const NODE_OPTIONS = option(boot(temporaryFolder()));
    const { code, stdout, stderr } = await observed([process.execPath, CLI, 'run', '--', process.execPath, program], {
      NODE_OPTIONS,
      MCPWATCH_LOG: 'off',
    });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '{"boot":1,"ours":true}\n', stderr: '' });
  });
});

describe('without mcpwatch run', () => {
  const UNSEEN =
    /^mcpwatch: nothing was watched: an MCP client in this process started 1 server without the preload, [^\n]*`mcpwatch run -- <command>`[^\n]*\n$/;

  it.each([
    ['--import', [process.execPath, '--import', REGISTER_MJS], {}],
    ['NODE_OPTIONS', [process.execPath], { NODE_OPTIONS: `--require ${REGISTER_CJS}` }],
  ] as const)('the line at the end says what the client has done, and what to do (%s)', async (_name, node, env) => {
    for (const version of ['v1', 'v2']) {
      const { code, stdout, stderr, events } = await observed(
        [...node, CLIENT, version, process.execPath, SERVER],
        env,
      );
      expect({ code, stdout, events }).toEqual({ code: 0, stdout: '3\n', events: [] });
      expect(stderr).toMatch(UNSEEN);
      expect(stderr.length).toBeLessThanOrEqual(500);
    }
  });

  it('nothing is said of a server that the client starts with the preload', async () => {
    // The client passes HOME on: the server's spool is in there.
    const HOME = temporaryFolder();
    const { stderr } = await observed(
      [process.execPath, CLIENT, 'v1', process.execPath, '--require', REGISTER_CJS, SERVER],
      { NODE_OPTIONS: `--require ${REGISTER_CJS}`, HOME },
    );
    expect(stderr).toMatch(/^mcpwatch: watching esm-stdio-server [^\n]*\n$/);
  });

  it('a program is not told about children that no MCP client has started', async () => {
    const { stderr } = await observed(children(), { NODE_OPTIONS: `--require ${REGISTER_CJS}` });
    expect(stderr).toBe('');
  });

  it('a program sees nothing of mcpwatch', async () => {
    const plain = await run(process.execPath, [OWN]);
    const watched = await observed([process.execPath, OWN], { NODE_OPTIONS: `--require ${REGISTER_CJS}` });
    expect(JSON.parse(watched.stdout)).toEqual(JSON.parse(plain.stdout));
  });
});
