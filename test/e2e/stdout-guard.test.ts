/** MCPWATCH_STDOUT: what a stdio server prints on the stdout that carries its messages (#10). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { startCollector } from '../support/collector.js';
import { fixture, inProject, NODES } from '../support/project.js';
import { HANDSHAKE, type Step } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type Watched, watch } from '../support/watched.js';
import { initialize, post, watchHttp } from '../support/watched-http.js';

vi.setConfig({ testTimeout: 120_000 });

const FILE = fixture('prints.mjs');
const print = (what: string): Step => ({ request: 'tools/call', params: { name: 'print', arguments: { what } } });

interface Options {
  readonly file?: string;
  readonly node?: string;
  readonly mode?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly preload?: readonly string[];
}

const guarded = (prints: readonly string[], { mode = 'watch', env = {}, file = FILE, ...more }: Options = {}) =>
  watch({
    ...more,
    file,
    env: { MCPWATCH_STDOUT: mode, ...env },
    steps: [...HANDSHAKE, ...prints.map(print)],
  });

const strays = (events: readonly McpWatchEvent[]) => events.filter(({ event_name }) => event_name === 'stdout.write');
const messages = ({ events }: Watched) => strays(events).map(({ error_message }) => error_message);

function serverOf(text: string): string {
  const file = join(realpathSync(temporaryFolder()), 'server.mjs');
  writeFileSync(file, text);
  return file;
}

describe('MCPWATCH_STDOUT=watch', () => {
  it.each(NODES)('records what is printed before the server connects and during a call, on %s', async (_, node) => {
    const run = await guarded(['log'], { node });
    const [greeting, inCall] = strays(run.events);
    const call = run.events.find(({ event_type }) => event_type === 'tool_call');
    expect(strays(run.events)).toHaveLength(2);
    expect(greeting).toMatchObject({
      event_type: 'error',
      mcp_method: '',
      error_message: 'Server ready',
      transport_type: 'stdio',
      server_name: 'prints',
      attributes: { 'mcpwatch.stdout.location': `${FILE}:6:9`, 'mcpwatch.stdout.count': '1' },
    });
    expect(inCall).toMatchObject({
      error_message: 'from the tool',
      trace_id: call?.trace_id,
      parent_span_id: call?.span_id,
      attributes: {
        'mcpwatch.stdout.location': `${FILE}:12:22`,
        'mcpwatch.call.name': 'print',
        'mcpwatch.call.method': 'tools/call',
      },
    });
    expect(inCall?.attributes['exception.stacktrace']).toMatch(/^stdout\.write\n\s+at .*prints\.mjs:12:22/);
    expect(inCall?.attributes['exception.stacktrace']).not.toMatch(/node:|dist.stdout-guard/);
    expect(run.watched).toMatchObject({ stdout: run.plain.stdout, exitCode: 0 });
  });

  it('takes no message for a print: in one piece, in several, beside a print', async () => {
    const run = await guarded(['chunks', 'nested', 'mixed', 'json', 'hex', 'called']);
    expect(messages(run)).toEqual([
      'Server ready',
      'garbage ü',
      '{"level":30,"msg":"started"}',
      'hex',
      'with a callback',
    ]);
    expect(run.watched.stdout).toBe(run.plain.stdout);
  });

  it('reports an open line when something else follows it', async () => {
    const { method, params } = { method: 'tools/call', params: { name: 'print', arguments: { what: 'half' } } };
    // The client cannot read the reply: it is in the same line.
    const steps: Step[] = [...HANDSHAKE, { post: method, params }, { until: '"id":2' }, print('log')];
    const run = await watch({ file: FILE, env: { MCPWATCH_STDOUT: 'watch' }, steps });
    expect(messages(run)).toEqual(['Server ready', '{ half', 'from the tool']);
    expect(run.watched.stdout).toBe(run.plain.stdout);
  });

  it('removes secrets and control characters', async () => {
    const [, secret] = messages(await guarded(['secret']));
    expect(secret).toMatch(/^token=\[redacted/);
    expect(secret).not.toMatch(/a1B2|\p{Cc}/u);
  });

  it('records no text where none is to be recorded', async () => {
    expect(messages(await guarded([], { env: { MCPWATCH_PAYLOADS: 'off' } }))).toEqual([null]);
  });

  it('records ten a minute, and counts the others', async () => {
    const { events } = await guarded(['loop', 'log']);
    const counts = strays(events).map(({ attributes }) => Number(attributes['mcpwatch.stdout.count']));
    expect(counts).toEqual([...Array(10).fill(1), 17]);
  });

  it('sees a greeting of a server behind serveStdio', async () => {
    const file = serverOf(
      `console.log('hello from v2');\nawait import(${JSON.stringify(fixture('v2-serve-stdio.mjs'))});\n`,
    );
    const run = await watch({ file, env: { MCPWATCH_STDOUT: 'watch' }, steps: HANDSHAKE });
    expect(strays(run.events)).toMatchObject([
      { error_message: 'hello from v2', attributes: { 'mcpwatch.stdout.location': `${file}:1:9` } },
    ]);
    expect(strays(run.events)[0]?.server_name).not.toBe('');
    expect(run.watched.stdout).toBe(run.plain.stdout);
  });

  it('sees what a worker thread prints', async () => {
    const file = serverOf(
      `import { Worker } from 'node:worker_threads';\n` +
        `new Worker("console.log('from a thread')", { eval: true });\nawait import(${JSON.stringify(FILE)});\n`,
    );
    const steps: Step[] = [...HANDSHAKE, { until: 'from a thread' }];
    const run = await watch({ file, env: { MCPWATCH_STDOUT: 'watch' }, steps });
    expect(messages(run).sort()).toEqual(['Server ready', 'from a thread']);
  });

  it('is a problem in mcpwatch dev, one for each place', async () => {
    const collector = await startCollector('memory');
    await guarded(['log', 'log'], { env: { MCPWATCH_ENDPOINT: collector.url, MCPWATCH_API_KEY: '' } });
    const { items } = await collector.json('/api/problems');
    const seen = items.map(({ kind, title, location, count }: Record<string, unknown>) => ({
      kind,
      title,
      location,
      count,
    }));
    expect(seen).toHaveLength(2);
    expect(seen).toEqual(
      expect.arrayContaining([
        { kind: 'stdout', title: 'Server ready', location: `${FILE}:6:9`, count: 1 },
        { kind: 'stdout', title: 'from the tool', location: `${FILE}:12:22`, count: 2 },
      ]),
    );
  });

  it('leaves a host alone that replaces process.stdout.write before it and after it', async () => {
    const replace = (word: string) =>
      `const ${word} = process.stdout.write;\n` +
      `process.stdout.write = function (...args) { process.stderr.write('${word} '); return ${word}.apply(this, args); };\n`;
    const late = serverOf(`${replace('late')}await import(${JSON.stringify(FILE)});\n`);
    const early = serverOf(replace('early'));
    const { watched, events } = await guarded(['log'], {
      file: late,
      preload: ['--import', early, '--import', inProject('register.mjs')],
    });
    expect(strays(events).map(({ error_message }) => error_message)).toEqual(['Server ready', 'from the tool']);
    expect(watched.stderr).toMatch(/(?:late early [\s\S]*){4}/);
  });

  it('says when stdout lets nobody replace its write', async () => {
    const frozen = serverOf(
      `Object.defineProperty(process.stdout, 'write', { value: process.stdout.write, writable: false });\n`,
    );
    const { watched, plain } = await guarded(['log'], {
      preload: ['--import', frozen, '--import', inProject('register.mjs')],
    });
    expect(watched.stdout).toBe(plain.stdout);
    expect(watched.stderr).toContain('MCPWATCH_STDOUT: process.stdout.write cannot be replaced');
  });
});

describe('a server over HTTP', () => {
  it.each(['watch', 'divert'])('prints as it likes, under %s', async (mode) => {
    const { events, stderr, result } = await watchHttp({
      fixture: 'http-server.mjs',
      args: ['v1', 'stateful'],
      env: { MCPWATCH_STDOUT: mode },
      // It has printed its port on stdout: otherwise nobody would come here.
      use: ({ url }) => post(url, initialize('a client')),
    });
    expect(result.status).toBe(200);
    expect(events.map(({ event_type }) => event_type)).toContain('initialize');
    expect(strays(events)).toEqual([]);
    expect(stderr).not.toContain('cannot be replaced');
  });
});

describe('MCPWATCH_STDOUT=divert', () => {
  it('leaves nothing but messages on stdout, and sends the rest to stderr', async () => {
    const { watched, plain, events } = await guarded(['log', 'chunks', 'nested', 'mixed', 'json', 'hex', 'called'], {
      mode: 'divert',
      env: { MCPWATCH_LOG: 'off' },
    });
    const isMessage = (line: string) => line.startsWith('{"') && line.includes('"jsonrpc":"2.0"');
    const messagesOf = (text: string) => text.split('\n').filter(isMessage);
    expect(watched.stdout).toBe(
      messagesOf(plain.stdout)
        .map((line) => `${line}\n`)
        .join(''),
    );
    expect(watched.stderr).toContain('Server ready\nfrom the tool\ngarbage ü\n');
    expect(watched.stderr).toContain('{"level":30,"msg":"started"}\nhex\nwith a callback\n');
    expect(strays(events)).toHaveLength(6);
    for (const { attributes } of strays(events)) expect(attributes['mcpwatch.stdout.diverted']).toBe('true');
  });

  it('holds an open line back until it is known to be none', async () => {
    const run = (what: string) => ({ name: 'print', arguments: { what } });
    const steps: Step[] = [...HANDSHAKE, { post: 'tools/call', params: run('half') }, { until: '"id":2' }];
    const { watched } = await watch({ file: FILE, env: { MCPWATCH_STDOUT: 'divert' }, steps });
    expect(watched.stdout).not.toContain('half');
    expect(watched.stderr).toContain('{ half');
  });

  it('loses nothing when the client reads stderr late, nor what is printed while the process ends', async () => {
    const file = serverOf(
      `await import(${JSON.stringify(fixture('low-level-server.mjs'))});\n` +
        `process.on('exit', () => process.stdout.write('{ at the end'));\n` +
        `for (let at = 0; at < 4096; at += 1) console.log('x'.repeat(1023));\n` +
        `console.log('{"jsonrpc":"2.0","method":"notifications/printed"}');\n`,
    );
    const child = spawn(process.execPath, ['--import', inProject('register.mjs'), file], {
      env: { ...process.env, MCPWATCH_STDOUT: 'divert', MCPWATCH_SPOOL_DIR: temporaryFolder(), MCPWATCH_LOG: 'off' },
    });
    let stdout = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    // The message has come: the prints before it are written, and nobody has read them.
    await once(child.stdout, 'data');
    let printed = 0;
    child.stderr.on('data', (data) => {
      printed += String(data).split('x').length - 1;
    });
    child.stdin.end();
    await once(child, 'close');
    expect(printed).toBe(4096 * 1023);
    expect(stdout).toBe('{"jsonrpc":"2.0","method":"notifications/printed"}\n{ at the end');
  });
});

describe('without MCPWATCH_STDOUT', () => {
  it('no function is replaced, and nothing is recorded', async () => {
    const { watched, plain, events } = await guarded(['descriptors'], { mode: '' });
    expect(watched.stdout).toBe(plain.stdout);
    expect(watched.stdout).toContain('[false,');
    expect(strays(events)).toEqual([]);
  });
});
