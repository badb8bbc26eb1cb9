/**
 * What a start may load, as budgets in bytes and files: counts, not times, so that the test cannot flake (#14). A budget
 * that is exceeded is raised here, in the commit that needs it, or the new part is loaded later.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

/** Bytes of our files that are loaded; less than 5 kB above what they have. */
const PRELOAD_BYTES = 33_000;
const CONNECT_BYTES = 283_000;
/** All that a program may get from us beside what it loads itself. */
const PRELOAD_BUILTINS = ['NativeModule module', 'NativeModule vm'];
const CONNECT_BUILTINS = [
  ...PRELOAD_BUILTINS,
  // For what Linux has in `/proc`.
  ...(process.platform === 'linux' ? [] : ['NativeModule os']),
];

const ROOT = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'mcpwatch-start-cost-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The end of a reporter: calls its `report` at the reply to `initialize`. */
const AT_REPLY = `
const { write } = process.stdout;
process.stdout.write = function (chunk, ...rest) {
  const isWritten = write.call(this, chunk, ...rest);
  if (String(chunk).includes('"id":1')) report();
  return isWritten;
};
`;

/** Prints our loaded files, and the public built-in modules, at the reply to `initialize` or at the end. */
const REPORTER = `
const { writeSync } = require('node:fs');
const report = () => {
  const builtins = process.moduleLoadList.filter((name) => /^NativeModule (?!internal)/.test(name));
  writeSync(2, 'loaded ' + JSON.stringify({ files: Object.keys(require.cache), builtins }) + '\\n');
  process.reallyExit(0);
};
process.on('exit', report);
${AT_REPLY}`;
const initialize = (client: string) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: client, version: '1.0.0' } },
});

interface Loaded {
  readonly files: readonly string[];
  readonly builtins: readonly string[];
}

function isLoaded(value: unknown): value is Loaded {
  return typeof value === 'object' && value !== null && 'files' in value && 'builtins' in value;
}

/** What `reporter` prints of a process. */
async function reportOf(reporter: string, program: string, isWatched: boolean, client: string): Promise<unknown> {
  const file = join(folder, 'reporter.cjs');
  writeFileSync(file, reporter);
  const preload = isWatched ? ['--require', join(ROOT, 'dist/register.cjs')] : [];
  const child = spawn(process.execPath, [...preload, '--require', file, program], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: folder, MCPWATCH_SPOOL_DIR: join(folder, 'spool'), MCPWATCH_LOG: 'off' },
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(initialize(client))}\n`);
  const text = (await child.stderr.setEncoding('utf8').toArray()).join('');
  const line = text.split('\n').find((candidate) => candidate.startsWith('loaded '));
  if (line === undefined) throw new Error(`nothing was reported: ${text}`);
  return JSON.parse(line.slice('loaded '.length));
}

async function loadedBy(program: string, isWatched: boolean): Promise<Loaded> {
  const loaded = await reportOf(REPORTER, program, isWatched, 'budget');
  if (!isLoaded(loaded)) throw new Error('something else was reported');
  return loaded;
}

/** Prints, at the reply to `initialize`, how many functions have run that hold the table of known tokens. */
const RUN_REPORTER = `
const { Session } = require('node:inspector');
const { readFileSync, writeSync } = require('node:fs');
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true });
const report = () => {
  session.post('Profiler.takePreciseCoverage', (_, { result }) => {
    const { url, functions } = result.find((script) => script.url.endsWith('agent.cjs'));
    const at = readFileSync(url.replace('file://', ''), 'utf8').indexOf('glpat-');
    const ran = functions.filter(({ ranges: [range] }) => range.count > 0 && range.startOffset < at && at < range.endOffset);
    writeSync(2, 'loaded ' + JSON.stringify(ran.length) + '\\n');
    process.reallyExit(0);
  });
};
${AT_REPLY}`;

const oursOf = ({ files }: Loaded) => files.filter((file) => file.startsWith(join(ROOT, 'dist')));
const bytesOf = (files: readonly string[]) => files.reduce((sum, file) => sum + statSync(file).size, 0);

/** Public built-in modules that only the watched process has loaded. */
async function addedBuiltins(program: string): Promise<readonly string[]> {
  const [plain, watched] = [await loadedBy(program, false), await loadedBy(program, true)];
  return watched.builtins.filter((name) => !plain.builtins.includes(name));
}

test('a process without an MCP SDK loads two files, and the modules that have the hooks and compiled code', async () => {
  const program = join(folder, 'empty.cjs');
  writeFileSync(program, '');
  const ours = oursOf(await loadedBy(program, true));
  expect(ours.map((file) => basename(file))).toEqual(['register.cjs', 'preload.cjs']);
  expect(bytesOf(ours)).toBeLessThan(PRELOAD_BYTES);
  expect(PRELOAD_BUILTINS).toEqual(expect.arrayContaining([...(await addedBuiltins(program))]));
});

test.each(['cjs-stdio-server.cjs', 'esm-stdio-server.mjs', 'v2-stdio-server.mjs'])(
  'a server (%s) has loaded the agent when it answers initialize, and no program of a worker thread',
  async (name) => {
    const program = join(ROOT, 'fixtures', name);
    const ours = oursOf(await loadedBy(program, true));
    expect(ours.map((file) => basename(file))).toEqual(['register.cjs', 'preload.cjs', 'agent.cjs']);
    expect(bytesOf(ours)).toBeLessThan(CONNECT_BYTES);
    const added = await addedBuiltins(program);
    expect(CONNECT_BUILTINS).toEqual(expect.arrayContaining([...added]));
    // The worker starts with the first event, after the reply.
    expect(added).not.toContain('NativeModule worker_threads');
  },
);

const TOP_LEVEL = 2;

test.each([
  ['cjs-stdio-server.cjs', 'example-client', TOP_LEVEL],
  ['v2-stdio-server.mjs', 'example-client', TOP_LEVEL],
  // The control: this name has to be read.
  ['cjs-stdio-server.cjs', 'sk-ant-not-a-real-key', TOP_LEVEL + 2],
])('what reads secrets is evaluated when it is needed (%s, %s)', async (name, client, expected) => {
  expect(await reportOf(RUN_REPORTER, join(ROOT, 'fixtures', name), true, client)).toBe(expected);
});
