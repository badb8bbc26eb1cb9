/** `mcpwatch doctor` on servers that run in something else than a Node.js that mcpwatch supports, with the real programs. */
import { constants, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { doctor } from '../../support/doctor.js';
import { run } from '../../support/program.js';
import { fixture, REGISTER_CJS, REGISTER_MJS } from '../../support/project.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const HEALTHY = fixture('doctor/healthy.mjs');
const PACKAGES = [
  'deno@2.9.6',
  'bun@1.4.5',
  'old-node@npm:node@18',
  'older-node@npm:node@16',
  'early-22@npm:node@22.1.0',
];

/** They are large: they are installed for these tests only. */
let runtimes: string;
beforeAll(async () => {
  runtimes = mkdtempSync(join(tmpdir(), 'mcpwatch-runtimes-'));
  writeFileSync(join(runtimes, 'package.json'), '{"private":true}');
  const { code, stderr } = await run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...PACKAGES], {
    cwd: runtimes,
  });
  expect(code, stderr).toBe(0);
  return () => rmSync(runtimes, { recursive: true, force: true });
}, 600_000);

const installed = (...path: string[]) => join(runtimes, 'node_modules', ...path);
const oldNode = (name = 'old-node') => installed(name, 'bin', 'node');

/** Generous, because no test is about time and the machine may be busy. */
const PATIENT = { timeout: 120_000 };

const python = (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'python3')));

describe('mcpwatch doctor names the fault', PATIENT, () => {
  it.each([
    ['Deno', () => [installed('.bin', 'deno'), 'run', '-A', HEALTHY]],
    ['Bun', () => [installed('.bin', 'bun'), HEALTHY]],
  ] as const)('%s', async (name, command) => {
    const { faults, code, output } = await doctor(['--', ...command()]);
    expect(faults, output).toEqual([
      expect.stringMatching(
        new RegExp(
          `^preload: the server is no Node\\.js program: it runs in ${name} \\(.* → mcpwatch observes Node\\.js only$`,
        ),
      ),
    ]);
    expect(code).toBe(1);
  });

  it.runIf(python)('Python', async () => {
    const { faults, servers } = await doctor(['--', 'python3', fixture('doctor/python-server.py')]);
    expect(faults).toEqual([
      expect.stringMatching(/^preload: the server is no Node\.js program: it runs in Python \(/),
    ]);
    // It answers everything, `server/discover` too, and has no other revision for that.
    expect(JSON.stringify(servers)).not.toContain('2026-07-28');
  });

  it('an old Node.js, in which the server goes on working', async () => {
    const { faults, servers } = await doctor(['--', oldNode(), HEALTHY]);
    expect(faults).toEqual([
      expect.stringMatching(
        /^node: v18\.\S+ \(.*\) is too old for mcpwatch → start the server with Node\.js 20\.19 or newer/,
      ),
    ]);
    expect(servers[0]?.findings).toContainEqual(
      expect.objectContaining({ level: 'ok', text: expect.stringContaining('healthy 1.0.0 answers') }),
    );
  });

  it('a program that is built with Electron and ignores NODE_OPTIONS', async () => {
    const program = join(temporaryFolder(), 'electron');
    copyFileSync(process.execPath, program, constants.COPYFILE_FICLONE);
    const { faults } = await doctor(['--', 'sh', '-c', `unset NODE_OPTIONS; exec '${program}' '${HEALTHY}'`]);
    expect(faults).toEqual([
      expect.stringMatching(
        /^preload: electron .*does not read NODE_OPTIONS.* → packaged programs and Electron ignore it: call instrument/,
      ),
    ]);
  });
});

describe('an old Node.js', PATIENT, () => {
  const program = ['-e', 'console.log("works")'];
  const line =
    /^mcpwatch: nothing is watched in this process: it runs in Node\.js v\d+\.\S+, and mcpwatch needs Node\.js 20\.19 or newer/;

  it.each(['older-node', 'old-node', 'early-22'])(
    '%s runs under the preload as without it, and says so in a line',
    async (name) => {
      const { code, stdout, stderr } = await run(oldNode(name), ['--require', REGISTER_CJS, ...program]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'works\n' });
      expect(stderr).toMatch(line);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    },
  );

  it('says so with --import too', async () => {
    const { code, stdout, stderr } = await run(oldNode(), ['--import', REGISTER_MJS, ...program]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'works\n' });
    expect(stderr).toMatch(line);
  });

  it('is the reason that `run` and `check` give', async () => {
    const cli = join(REGISTER_CJS, '..', 'cli.js');
    const under = (command: string) =>
      run(process.execPath, [cli, command, '--', oldNode(), ...program], { cwd: temporaryFolder() });
    expect(await under('run')).toMatchObject({
      code: 0,
      stdout: 'works\n',
      stderr: expect.stringContaining('it runs in Node.js v18'),
    });
    expect(await under('check')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/no session of an MCP server was seen: it runs in Node\.js v18/),
    });
  });
});
