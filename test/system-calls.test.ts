/**
 * What the main thread of a server asks the system for at each call, counted with strace against a budget (#14): counts,
 * not times, so that the test cannot flake. Linux only, where strace is installed and may trace.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture } from './support/project.js';
import { HANDSHAKE, runStdio, type Step } from './support/stdio-run.js';
import { temporaryFolder } from './support/temporary-folder.js';

/** Two runs that differ only in their number of calls, so that the start and the end cancel out. */
const FEW = 50;
const MANY = 250;
/** A segment that is full, or a lazy start, costs a few calls once. */
const ONCE = 0.1;

/**
 * System calls for each tool call: what they are, how a line of strace shows them, and how many there may be.
 * In the spool folder these are the note that the call has begun, which the death of the process turns into an event, and
 * the line of the event itself.
 */
const KINDS = [
  { name: 'in the spool folder', of: (line: string, spool: string) => line.includes(spool), most: 2 },
  { name: 'on other files', of: (line: string) => /[<"]\/(?!dev\/|proc\/)/.test(line), most: 0 },
  { name: 'to wake a thread', of: (line: string) => /^write\(\d+<anon_inode:\[eventfd\]>/.test(line), most: 2 },
] as const;

type Counts = Readonly<Record<string, number>>;

const canTrace = process.platform === 'linux' && spawnSync('strace', ['-c', 'true']).status === 0;
if (!canTrace) console.warn('system calls are not counted: there is no strace here, or it may not trace');

/** The lines of the thread that ran `main`: the only one whose trace begins with the program itself. */
function mainThread(folder: string): readonly string[] {
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts.find((text) => text.startsWith('execve('))?.split('\n') ?? [];
}

async function trace(file: string, calls: number, isWatched: boolean): Promise<Counts> {
  const folder = temporaryFolder();
  const spool = temporaryFolder();
  const preload = isWatched ? ['--import', join(process.cwd(), 'register.mjs')] : [];
  const call: Step = { request: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 2 } } };
  const { stdout } = await runStdio({
    command: ['strace', '-ff', '-y', '-o', join(folder, 'thread'), process.execPath, ...preload, fixture(file)],
    steps: [...HANDSHAKE, ...Array.from({ length: calls }, () => call)],
    env: { MCPWATCH_SPOOL_DIR: spool, MCPWATCH_ENDPOINT: 'http://127.0.0.1:9', MCPWATCH_LOG: 'off' },
  });
  expect(stdout.trim().split('\n')).toHaveLength(1 + calls);
  const lines = mainThread(folder);
  expect(lines.length).toBeGreaterThan(calls);
  const kindOf = (line: string) => KINDS.find(({ of }) => of(line, spool))?.name;
  const names = lines.map(kindOf);
  return Object.fromEntries(KINDS.map(({ name }) => [name, names.filter((it) => it === name).length]));
}

async function perCall(file: string, isWatched: boolean): Promise<Counts> {
  const [few, many] = [await trace(file, FEW, isWatched), await trace(file, MANY, isWatched)];
  return Object.fromEntries(KINDS.map(({ name }) => [name, ((many[name] ?? 0) - (few[name] ?? 0)) / (MANY - FEW)]));
}

test.skipIf(!canTrace).each(['esm-stdio-server.mjs', 'v2-stdio-server.mjs'])(
  'a call (%s) costs two writes to the spool, no other use of files, and wakes the worker',
  async (file) => {
    const [plain, watched] = [await perCall(file, false), await perCall(file, true)];
    for (const { name, most } of KINDS) {
      const added = (watched[name] ?? 0) - (plain[name] ?? 0);
      expect(added, `system calls ${name}`).toBeLessThanOrEqual(most + ONCE);
    }
    // Fewer than one for each call would mean that a finished call can be lost, or that nothing was counted.
    expect(watched['in the spool folder']).toBeGreaterThanOrEqual(1);
  },
  120_000,
);
