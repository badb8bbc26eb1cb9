/** What every command does the same: flags that nobody knows, versions, colours, and output that nobody reads (#13). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { CLI, devEnvironment, runSession, startDev, untilStored } from '../support/dev-session.js';
import { called, listed } from '../support/judged.js';
import { type Ended, run, start } from '../support/program.js';
import { fixture } from '../support/project.js';

const NODE = process.execPath;
const ESCAPE = '\u001b[';
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** A `mcpwatch dev` that has stored a session, and recorded events. */
let folder: string;
const endings: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mcpwatch-every-'));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  const events = [listed('add', 'sub'), ...Array.from({ length: 50 }, () => called('add'))];
  writeFileSync(join(folder, 'events.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const { program } = await startDev(folder, '0', (undo) => endings.unshift(undo));
  await runSession(folder, [1, 2]);
  await untilStored(program, 1);
}, 120_000);
afterAll(async () => {
  for (const end of endings) await end();
});

/** A command line that prints something on stdout, and what; `follows`: it goes on until it is stopped. */
interface Invocation {
  readonly args: readonly string[];
  readonly prints: RegExp;
  readonly follows?: boolean;
  readonly stdin?: string;
  /** What makes it print, once it says that it listens. */
  readonly feed?: (port: string) => Promise<unknown>;
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'c', version: '1' } },
};

function post(port: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ batch: [called('add')] });
  return fetch(`http://127.0.0.1:${port}/v1/events`, { method: 'POST', headers, body });
}

const LISTENS = /listening on http:\/\/127\.0\.0\.1:(\d+)/;

const INVOCATIONS: Readonly<Record<string, Invocation>> = {
  run: { args: ['--', 'sh', '-c', 'echo printed'], prints: /printed/ },
  dev: { args: ['--port', '0', '--memory'], prints: /tool_call/, follows: true, feed: post },
  check: { args: ['--file', 'events.jsonl', '--coverage', '100%'], prints: /FAILED/ },
  doctor: { args: ['--', NODE, fixture('doctor/healthy.mjs')], prints: /nothing is wrong/ },
  tail: { args: [], prints: /tool_call +fail /, follows: true },
  report: { args: [], prints: /add/ },
  mcp: { args: [], prints: /"serverInfo"/, stdin: `${JSON.stringify(initialize)}\n` },
  spool: { args: ['list'], prints: /nothing waits/ },
  completion: { args: ['bash'], prints: /complete/ },
};

const invocationOf = (name: string): Invocation => {
  const found = INVOCATIONS[name];
  if (found === undefined) throw new Error(`test/cli/every-command.test.ts has no invocation of ${name}`);
  return found;
};

/** Everything that a command prints in a terminal, until it has printed `prints`, or has ended. */
async function inTerminal(name: string, variables: Record<string, string>): Promise<string> {
  const { args, prints, follows, stdin, feed } = invocationOf(name);
  const quoted = [NODE, CLI, name, ...args].map((arg) => `'${arg}'`).join(' ');
  const piped = stdin === undefined ? quoted : `echo '${stdin.trim()}' | ${quoted}`;
  const program = start('script', ['-qefc', piped, '/dev/null'], {
    cwd: folder,
    env: { ...devEnvironment(folder), TERM: 'xterm', ...variables },
  });
  onTestFinished(() => void program.child.kill('SIGKILL'));
  await feed?.((await program.saw('stdout', LISTENS))[1] ?? '');
  const [printed] = await program.saw('stdout', new RegExp(`[\\s\\S]*${prints.source}`));
  if (follows !== true) return (await program.ended).stdout;
  program.child.kill('SIGTERM');
  return printed;
}

/** Nobody reads stdout. */
async function unread(name: string): Promise<Ended> {
  const { args, stdin, feed } = invocationOf(name);
  const program = start(NODE, [CLI, name, ...args], { cwd: folder, env: devEnvironment(folder) });
  onTestFinished(() => void program.child.kill('SIGKILL'));
  program.child.stdout?.destroy();
  program.child.stdin?.end(stdin);
  await feed?.((await program.saw('stderr', LISTENS))[1] ?? '');
  return program.ended;
}

/** Generous, because no test is about time and the machine may be busy. */
const PATIENT = { timeout: 120_000 };

describe('every command', PATIENT, () => {
  it.each(COMMANDS)('$name suggests the flag that was meant', async ({ name, load }) => {
    const { flags } = (await load()).meta;
    for (const flag of [...Object.keys(flags), 'help', 'version'].filter((one) => one.length > 3)) {
      const mistyped = `--${flag.slice(0, 2)}${flag.slice(3)}`;
      const { code, stdout, stderr } = await run(NODE, [CLI, name, mistyped]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`unknown flag "${mistyped}"; did you mean --${flag}?`);
    }
  });

  it.each(COMMANDS)('$name --version prints the version', async ({ name }) => {
    expect(await run(NODE, [CLI, name, '--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  // `script` of other systems takes other arguments.
  const itInTerminal = it.skipIf(process.platform !== 'linux');

  itInTerminal.each(COMMANDS)('$name prints no colours with NO_COLOR, nor where nobody looks', async ({ name }) => {
    expect(await inTerminal(name, { NO_COLOR: '1' })).not.toContain(ESCAPE);
    expect(await inTerminal(name, { TERM: 'dumb' })).not.toContain(ESCAPE);
  });

  itInTerminal.each(['dev', 'tail', 'doctor'])('%s prints colours in a terminal', async (name) => {
    expect(await inTerminal(name, {})).toContain(ESCAPE);
  });

  it.each(COMMANDS)('$name ends quietly when nobody reads its help', async ({ name }) => {
    const program = start(NODE, [CLI, name, '--help']);
    program.child.stdout?.destroy();
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(COMMANDS)('$name ends quietly when nobody reads its output', async ({ name }) => {
    const { code, signal, stderr } = await unread(name);
    expect(stderr).not.toMatch(/EPIPE|^\s+at |unexpected failure|Warning/m);
    // A verdict stays what it is, and a command that `run` has started ends as it does without it.
    expect(signal ?? code, stderr).toBe({ check: 1, run: 'SIGPIPE' }[name] ?? 0);
  });
});
