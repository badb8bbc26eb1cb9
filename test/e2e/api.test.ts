import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { ANSWERS } from '../support/endpoint.js';
import { run } from '../support/program.js';
import { fixture, NODES, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';
import { HANDSHAKE, type Step } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

const FILE = fixture('instruments-itself.mjs');
const ADD: Step = { request: 'tools/call', params: { name: 'add', arguments: { a: 2, b: 3 } } };
const call = (name: string): Step => ({ request: 'tools/call', params: { name } });
const names = (events: readonly McpWatchEvent[]) => events.map((event) => event.event_name);
/** The server calls the API itself: no preload, and an argument for a run without mcpwatch. */
const WITHOUT = { MCPWATCH_DISABLED: '1' };
const ALONE = { file: FILE, preload: [], plainEnv: WITHOUT } as const;

describe.each(NODES)('instrument(), on %s', (_name, node) => {
  it.each(['before', 'twice', 'inner'])('%s connect: every call is recorded once', async (when) => {
    const { plain, watched, events } = await watch({ ...ALONE, node, fileArgs: [when], steps: [...HANDSHAKE, ADD] });

    expect(names(events)).toEqual(['server.initialize', 'add', 'server.close']);
    expect(watched.stdout).toBe(plain.stdout);
  });

  it('after connect: the calls from there on are recorded', async () => {
    const { events } = await watch({ ...ALONE, node, fileArgs: ['after'], steps: [...HANDSHAKE, ADD, call('fail')] });

    expect(names(events)).toEqual(['server.initialize', 'add', 'fail', 'server.close']);
    expect(events[2]?.attributes['exception.type']).toBe('TypeError');
  });

  it('sees the errors of tools in SDKs that give them to no method (1.3 to 1.23)', async () => {
    const steps = [...HANDSHAKE, call('fail'), call('catches'), call('fail')];
    const { plain, watched, events } = await watch({
      ...ALONE,
      node,
      file: fixture('instruments-old-sdk.mjs'),
      steps,
    });

    expect(watched.stdout).toBe(plain.stdout);
    expect(names(events)).toEqual(['server.initialize', 'fail', 'catches', 'fail', 'server.close']);
    for (const event of [events[1], events[3]]) {
      expect(event).toMatchObject({ is_error: true, error_message: 'the tool broke' });
      expect(event?.attributes['exception.type']).toBe('TypeError');
      expect(event?.attributes['exception.stacktrace']).toContain('instruments-old-sdk.mjs');
    }
    expect(events[2]).toMatchObject({ is_error: false });
  });

  it('with a value that is not a server does nothing, and loses nothing', async () => {
    const { watched, events } = await watch({
      ...ALONE,
      node,
      fileArgs: ['before'],
      steps: [...HANDSHAKE, call('instrument-strangers')],
      env: { MCPWATCH_LOG: 'debug' },
    });

    expect(names(events)).toEqual(['server.initialize', 'instrument-strangers', 'server.close']);
    expect(events[1]?.is_error).toBe(false);
    expect(watched.stderr).not.toContain('capture_error');
  });

  it('together with the preload: every call is recorded once', async () => {
    const { events } = await watch({
      ...ALONE,
      node,
      preload: ['--import', REGISTER_MJS],
      fileArgs: ['before'],
      steps: [...HANDSHAKE, ADD],
    });

    expect(names(events)).toEqual(['server.initialize', 'add', 'server.close']);
  });
});

describe('instrument() with a value that is not a server', () => {
  it.each([
    ['a client', "new Client({ name: 'a', version: '1' })"],
    ['an object', '{}'],
    ['null', 'null'],
    ['an object without prototype', 'Object.create(null)'],
  ])('%s: returns it, and says that nothing is watched', async (_what, value) => {
    const program = `
      import { Client } from '@modelcontextprotocol/sdk/client/index.js';
      import { instrument } from 'mcpwatch';
      const value = ${value};
      process.stdout.write(String(instrument(value) === value));
    `;
    const ended = await run(process.execPath, ['--input-type=module', '-e', program]);

    expect(ended).toMatchObject({ code: 0, stdout: 'true' });
    expect(ended.stderr).toMatch(/^mcpwatch: instrument\(\) expected an McpServer or Server from the MCP SDK[^\n]+\n$/);
  });
});

describe('an option', () => {
  it('takes precedence over its variable', async () => {
    const options = JSON.stringify({ sampleRate: 1, payloads: 'off' });
    const { events } = await watch({
      ...ALONE,
      fileArgs: ['before', options],
      steps: [...HANDSHAKE, ADD],
      env: { MCPWATCH_SAMPLE_RATE: '0', MCPWATCH_PAYLOADS: 'full' },
    });

    expect(names(events)).toEqual(['server.initialize', 'add', 'server.close']);
    expect(events[1]).toMatchObject({ request_params: null, response_content: null });
  });

  it('that is invalid is reported, and its default is used', async () => {
    const { watched, events } = await watch({
      ...ALONE,
      fileArgs: ['before', JSON.stringify({ sampleRate: 7 })],
      steps: [...HANDSHAKE, ADD],
    });

    expect(watched.stderr).toContain('mcpwatch: option sampleRate: expected a number from 0 to 1, got "7"');
    expect(names(events)).toContain('add');
  });
});

describe('instrument() with a proxy that throws', () => {
  it('returns it, and says what went wrong', async () => {
    const program = `
      import { instrument } from 'mcpwatch';
      const fail = () => { throw new Error('a trap'); };
      const value = new Proxy({}, { get: fail, has: fail, getPrototypeOf: fail, getOwnPropertyDescriptor: fail });
      process.stdout.write(String(instrument(value) === value));
    `;
    const ended = await run(process.execPath, ['--input-type=module', '-e', program]);

    expect(ended).toMatchObject({ code: 0, stdout: 'true' });
    expect(ended.stderr).toMatch(/^(?:mcpwatch: [^\n]+\n)+$/);
  });
});

describe.each(NODES)('odd options, on %s', (_name, node) => {
  it.each([
    ['null-key', []],
    ['object-endpoint', ['option endpoint: expected an http:// or https:// address']],
    ['throwing-getter', ['options: reading endpoint throws an error; using safe values instead']],
    ['throwing-proxy', ['options: reading apiKey, endpoint, disabled, ']],
    ['string-callback', ['option onQuotaWarning: expected a function']],
    [
      'misspelt',
      [
        'option apikey: not a setting of mcpwatch, and ignored; did you mean apiKey?',
        'option endPoint: not a setting of mcpwatch, and ignored; did you mean endpoint?',
      ],
    ],
  ])('%s: the server runs as without mcpwatch, and each mistake is one line', async (which, lines) => {
    const { plain, watched, events } = await watch({
      ...ALONE,
      node,
      file: fixture('odd-options.mjs'),
      fileArgs: [which],
      steps: [...HANDSHAKE, call('hello')],
    });
    const reported = watched.stderr.split('\n').filter((line) => / options?\b/.test(line));

    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    expect(reported).toEqual(lines.map((line) => expect.stringContaining(`mcpwatch: ${line}`)));
    // An address that cannot be read may have been meant to keep events elsewhere.
    if (!which.startsWith('object') && !which.startsWith('throwing')) expect(names(events)).toContain('hello');
  });
});

describe('flush() and shutdown()', () => {
  it('resolve to true when everything has arrived', async () => {
    const { watched, events, spooled } = await watch({
      ...ALONE,
      fileArgs: ['before'],
      steps: [...HANDSHAKE, ADD, call('flush'), call('shutdown'), ADD],
    });

    expect(watched.stdout).toContain('"text":"true"');
    expect(watched.stdout).toContain('"text":"[true,true]"');
    // The call that shut mcpwatch down had no reply yet; nothing after it is captured.
    expect(names(events)).toEqual(['server.initialize', 'add', 'flush', 'shutdown', 'server.close']);
    expect(spooled).toEqual([]);
  });

  it('resolve to false when the endpoint does not answer in time', async () => {
    const { watched } = await watch({
      ...ALONE,
      fileArgs: ['before', JSON.stringify({ shutdownTimeout: 100 })],
      steps: [...HANDSHAKE, call('flush')],
      endpoint: ANSWERS.neverAnswers,
    });

    expect(watched.stdout).toContain('"text":"false"');
  });
});

describe('onQuotaWarning', () => {
  it('is called once when the quota’s status becomes a warning, and may throw', async () => {
    const { watched } = await watch({
      ...ALONE,
      fileArgs: ['before'],
      steps: [...HANDSHAKE, ADD, call('flush'), ADD, call('flush'), call('quota')],
      endpoint: (response, count) => {
        response.setHeader('x-mcpwatch-quota-limit', '1000');
        response.setHeader('x-mcpwatch-quota-remaining', '12');
        response.setHeader('x-mcpwatch-quota-status', 'warning');
        ANSWERS.accepts(response, count);
      },
    });

    const quota = { limit: 1000, remaining: 12, status: 'warning', reset: '' };
    expect(watched.stdout).toContain(JSON.stringify({ type: 'text', text: JSON.stringify([quota]) }));
    expect(watched.stderr).toContain('quota warning: 12 of 1000 events remain');
    expect(watched.stderr).toContain('the quota listener threw: Error: the listener broke');
    expect(watched.exitCode).toBe(0);
  });
});

describe('detectTransportType', () => {
  it('knows the transport of a server and of a transport', async () => {
    const { watched } = await watch({ ...ALONE, steps: [...HANDSHAKE, call('transport')] });

    expect(watched.stdout).toContain(JSON.stringify(JSON.stringify(['stdio', 'stdio'])));
  });
});

describe('a bundle with mcpwatch inside', () => {
  it.each(['esm', 'cjs'] as const)('as %s, in a folder without node_modules, delivers its events', async (format) => {
    await withTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'alone'));
      const file = join(folder, 'alone', format === 'esm' ? 'server.mjs' : 'server.cjs');
      await build({
        entryPoints: [FILE],
        outfile: file,
        bundle: true,
        minify: true,
        platform: 'node',
        format,
        // CommonJS has no top-level await, and in ESM the SDK's CommonJS dependencies need `require`.
        ...(format === 'esm'
          ? { banner: { js: "import{createRequire as c}from'node:module';const require=c(import.meta.url);" } }
          : { supported: { 'top-level-await': false }, plugins: [withoutTopLevelAwait] }),
      });
      const { plain, watched, events } = await watch({
        file,
        preload: [],
        plainEnv: WITHOUT,
        fileArgs: ['before'],
        cwd: folder,
        steps: [...HANDSHAKE, ADD, call('flush')],
      });

      expect(names(events)).toEqual(['server.initialize', 'add', 'flush', 'server.close']);
      expect(watched.stdout).toBe(plain.stdout);
    });
  });
});

const withoutTopLevelAwait = {
  name: 'without-top-level-await',
  setup(builder: import('esbuild').PluginBuild) {
    builder.onLoad({ filter: /instruments-itself\.mjs$/ }, async ({ path }) => {
      const { readFile } = await import('node:fs/promises');
      const source = await readFile(path, 'utf8');
      return { contents: source.replace('await server.connect', 'void server.connect'), loader: 'js' as const };
    });
  },
};
