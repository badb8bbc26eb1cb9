/** Ctrl-C at any moment leaves no process and no file behind (#13): every command that starts a program, at each moment. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Program, start } from '../support/program.js';
import { fixture, inProject } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CLI = inProject('dist', 'cli.js');
const NODE = process.execPath;
const SERVER = fixture('esm-stdio-server.mjs');
const STUBBORN = fixture('doctor/stubborn.mjs');

/** The folders of one run. */
interface Place {
  /** For temporary files: empty at the end. */
  readonly tmp: string;
  /** What the program says about itself: files with process ids in them. */
  readonly state: string;
  /** The spool, and the files of `mcpwatch dev`. */
  readonly spool: string;
}

type Moment = (place: Place, program: Program) => boolean;

const asSoonAsItHasFiles: Moment = ({ tmp, spool }) => readdirSync(tmp).length > 0 || readdirSync(spool).length > 0;
/** A server of the demo has begun, and does not answer yet. */
const whileTheDemoStarts: Moment = ({ tmp }) =>
  readdirSync(tmp, { recursive: true }).some((name) => String(name).endsWith('.seg'));
const whileTheProgramRuns: Moment = ({ state }) => has(state, 'runs');
const whileItEndsTheServer: Moment = ({ state }) => has(state, 'stdin-ended');
const afterTheProgram: Moment = ({ state }) => has(state, 'runs') && !isKnown(pidIn(state, 'runs'));

/** A program that says when it runs, and ends by the signal that it gets. */
const OBEDIENT = ['--', 'sh', '-c', `echo $$ > "$STATE/runs"; exec '${NODE}' '${SERVER}'`];
/** A command that waits for a server in a session of its own. */
const OWN_SESSION = ['--', 'sh', '-c', `setsid '${NODE}' '${STUBBORN}' & wait`];
/** A program that leaves a stopped server behind, whose events `check` waits for. */
const LEAVES_EVENTS = [
  '--',
  NODE,
  '-e',
  `const { spawn } = require('node:child_process');
   const { writeFileSync } = require('node:fs');
   const server = spawn(process.execPath, [${JSON.stringify(SERVER)}], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
   const send = (message) => server.stdin.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
   send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'c', version: '1' } } });
   server.stdout.once('data', () => {
     server.kill('SIGSTOP');
     writeFileSync(process.env.STATE + '/stopped', String(server.pid));
     writeFileSync(process.env.STATE + '/runs', String(process.pid));
     process.exit();
   });`,
];

const TABLE: readonly (readonly [command: string, moment: string, args: readonly string[], when: Moment])[] = [
  ['run', 'as soon as it has files', OBEDIENT, asSoonAsItHasFiles],
  ['run', 'while the program runs', OBEDIENT, whileTheProgramRuns],
  ['check', 'as soon as it has files', OBEDIENT, asSoonAsItHasFiles],
  ['check', 'while the program runs', OBEDIENT, whileTheProgramRuns],
  ['check', 'while it waits for events', LEAVES_EVENTS, afterTheProgram],
  ['dev', 'as soon as it has files', ['--port', '0', ...OBEDIENT], asSoonAsItHasFiles],
  ['dev', 'while the program runs', ['--port', '0', ...OBEDIENT], whileTheProgramRuns],
  ['dev', 'as soon as the demo has files', ['--port', '0', '--demo'], asSoonAsItHasFiles],
  ['dev', 'while the demo starts', ['--port', '0', '--demo'], whileTheDemoStarts],
  ['doctor', 'as soon as it has files', ['--', NODE, STUBBORN], asSoonAsItHasFiles],
  ['doctor', 'while the server runs', ['--', NODE, STUBBORN], whileTheProgramRuns],
  ['doctor', 'while the server runs in a session of its own', OWN_SESSION, whileTheProgramRuns],
  ['doctor', 'while it ends the server', ['--', NODE, STUBBORN], whileItEndsTheServer],
];

/** Generous, because no test is about time and the machine may be busy. */
const PATIENT = { timeout: 120_000 };

describe('nothing is left behind', PATIENT, () => {
  it.each(
    TABLE.flatMap((row) => (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => [signal, ...row] as const)),
  )('by %s of `mcpwatch %s` %s', async (signal, command, _moment, args, when) => {
    const place = newPlace();
    const program = launch(place, [command, ...args]);
    await expect.poll(() => when(place, program), { timeout: 60_000, interval: 5 }).toBe(true);
    program.child.kill(signal);
    const ended = await program.ended;
    // `dev` ends as usual where nothing but itself was stopped.
    expect([ended.signal, ended.code], ended.stderr).toContainEqual(command === 'dev' ? (ended.signal ?? 0) : signal);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    await expect.poll(() => leftovers(place), { timeout: 30_000 }).toEqual([]);
  });

  it.each([
    ['while the server runs', whileTheProgramRuns],
    ['while it ends the server', whileItEndsTheServer],
  ])('by SIGKILL of `mcpwatch doctor` %s', async (_, when) => {
    const place = newPlace();
    const program = launch(place, ['doctor', '--', NODE, STUBBORN]);
    await expect.poll(() => when(place, program), { timeout: 60_000, interval: 5 }).toBe(true);
    program.child.kill('SIGKILL');
    expect((await program.ended).signal).toBe('SIGKILL');
    await expect.poll(() => leftovers(place), { timeout: 30_000 }).toEqual([]);
  });

  it('by `mcpwatch doctor` when it has finished with a server that left something running', async () => {
    const place = newPlace();
    const script = `'${NODE}' '${STUBBORN}' < /dev/null > /dev/null 2>&1 & exec '${NODE}' '${fixture('doctor/healthy.mjs')}'`;
    const { code } = await launch(place, ['doctor', '--', 'sh', '-c', script]).ended;
    expect(code).not.toBeNull();
    expect(leftovers(place)).toEqual([]);
  });
});

function newPlace(): Place {
  const home = temporaryFolder();
  const place = { tmp: join(home, 'tmp'), state: join(home, 'state'), spool: join(home, 'spool') };
  for (const folder of Object.values(place)) mkdirSync(folder, { mode: 0o700 });
  onTestFinished(() => {
    for (const name of readdirSync(place.state)) killIfAlive(pidIn(place.state, name));
  });
  return place;
}

function launch({ tmp, state, spool }: Place, args: readonly string[]): Program {
  const { PATH } = process.env;
  const env = { PATH, HOME: join(state, '..'), TMPDIR: tmp, STATE: state, MCPWATCH_SPOOL_DIR: spool };
  const program = start(NODE, [CLI, ...args], { env });
  onTestFinished(() => void program.child.kill('SIGKILL'));
  return program;
}

/** Processes that still run, and files that only a running command has. What was stopped by the program itself is its own. */
function leftovers({ tmp, state, spool }: Place): readonly string[] {
  const pids = readdirSync(state).filter((name) => name !== 'stopped');
  return [
    ...pids.filter((name) => isAlive(pidIn(state, name))).map((name) => `process: ${name}`),
    ...readdirSync(tmp),
    ...readdirSync(spool).filter((name) => /dev\.json|\.sock/.test(name)),
  ];
}

const has = (state: string, name: string) => pidIn(state, name) > 0;

/** 0 where the file is not there yet, or empty. */
function pidIn(state: string, name: string): number {
  try {
    return Number(readFileSync(join(state, name), 'utf8'));
  } catch {
    return 0;
  }
}

/** Until its parent has taken note of its end. */
function isKnown(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function killIfAlive(pid: number): void {
  if (pid > 0 && isAlive(pid)) process.kill(pid, 'SIGKILL');
}
