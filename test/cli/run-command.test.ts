import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, start } from '../support/program.js';
import { inProject } from '../support/project.js';

/** The built command in a folder with a space, beside a preload that only says that it is there. */
let cli: string;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcpwatch run '));
  mkdirSync(join(folder, 'dist'));
  cli = join(folder, 'dist', 'cli.js');
  copyCommand(join(folder, 'dist'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'dist', 'register.cjs'), 'process.env.PRELOADED = "yes";');
});
/** Copies the built command: its entry, and the files that it loads when they are needed. */
function copyCommand(to: string): void {
  for (const name of readdirSync('dist').filter((file) => /^cli\b.*\.js$/.test(file))) {
    copyFileSync(join('dist', name), join(to, name));
  }
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NODE = process.execPath;
/** Most of these commands have no MCP server in them: the line about that is not what they are about. */
const env = { ...process.env, MCPWATCH_LOG: 'off' };
const watched = (command: readonly string[], options = {}) =>
  run(NODE, [cli, 'run', '--', ...command], { env, ...options });
const watchedStart = (script: string) => start(NODE, [cli, 'run', '--', NODE, '-e', script], { env });

describe('mcpwatch run', () => {
  it('gives the preload to a Node program, and to the Node programs that it starts', async () => {
    const script = `
      process.stdout.write(process.env.PRELOADED + ' ');
      delete process.env.PRELOADED;
      require('child_process').spawnSync(process.execPath, ['-p', 'process.env.PRELOADED'], { stdio: 'inherit' });`;
    expect((await watched([NODE, '-e', script])).stdout).toBe('yes yes\n');
  });

  it('gives the command its process id, which tells the command from the processes that it starts', async () => {
    const { stdout } = await watched([NODE, '-p', 'process.env.MCPWATCH_RUN_PID === String(process.ppid)']);
    expect(stdout).toBe('true\n');
  });

  it('gives everything that it starts one run id, and keeps an id that is set', async () => {
    const show = [NODE, '-p', 'process.env.MCPWATCH_RUN_ID'];
    const nested = await watched([
      'sh',
      '-c',
      `"${NODE}" "${cli}" run -- ${show.map((word) => `'${word}'`).join(' ')}; echo $MCPWATCH_RUN_ID`,
    ]);
    const [inner, outer] = nested.stdout.trim().split('\n');
    expect(inner).toMatch(/^[0-9a-f]{16}$/);
    expect(inner).toBe(outer);
    expect((await watched(show)).stdout.trim()).not.toBe(inner);
    expect((await watched(show, { env: { ...env, MCPWATCH_RUN_ID: 'job-7' } })).stdout).toBe('job-7\n');
  });

  it('puts the spool where the settings of the user say, also for children that get no XDG_STATE_HOME', async () => {
    const show = [NODE, '-p', 'process.env.MCPWATCH_SPOOL_DIR'];
    const state = { ...env, XDG_STATE_HOME: folder };
    expect((await watched(show, { env: state })).stdout).toBe(`${join(folder, 'mcpwatch')}\n`);
    expect((await watched(show, { env: { ...state, MCPWATCH_SPOOL_DIR: '/own' } })).stdout).toBe('/own\n');
    expect((await watched(show, { env: { ...env, XDG_STATE_HOME: undefined } })).stdout).toBe('undefined\n');
  });

  it('passes arguments on as they are, flags and -- included', async () => {
    const odd = ['--help', '--', '-x', 'a b', '', '*', '"', '--version'];
    const { stdout } = await watched([NODE, '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...odd]);
    expect(JSON.parse(stdout)).toEqual(odd);
  });

  it('takes the command without -- too', async () => {
    const { stdout } = await run(NODE, [cli, 'run', NODE, '-p', '"ran " + process.env.PRELOADED']);
    expect(stdout).toBe('ran yes\n');
  });

  it('passes bytes through stdin, stdout and stderr untouched', async () => {
    const program = watchedStart('process.stdin.pipe(process.stdout); process.stdin.pipe(process.stderr)');
    const text = '{"jsonrpc":"2.0"}\r\n\u0000\u001b[31m é 検\n'.repeat(10_000);
    program.child.stdin?.end(text);
    expect(await program.ended).toEqual({ code: 0, signal: null, stdout: text, stderr: text });
  });

  it.each([0, 1, 3, 255])('ends with exit code %i as the command does', async (code) => {
    expect(await watched([NODE, '-e', `process.exit(${code})`])).toEqual({
      code,
      signal: null,
      stdout: '',
      stderr: '',
    });
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL', 'SIGPIPE', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT'] as const)(
    'dies by %s as the command does',
    async (signal) => {
      const ended = await watched(['sh', '-c', `ulimit -c 0; kill -${signal.slice(3)} $$`]);
      expect(ended).toEqual({ code: null, signal, stdout: '', stderr: '' });
    },
  );

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT'] as const)(
    'forwards %s, once, and leaves the ending to the command',
    async (signal) => {
      const program = watchedStart(`
        let times = 0;
        process.on('${signal}', () => {
          times += 1;
          setTimeout(() => { console.log('got ' + times); process.exit(5); }, 100);
        });
        setInterval(() => {}, 1000);
        console.log('ready');`);
      await program.saw('stdout', /ready/);
      program.child.kill(signal);
      expect(await program.ended).toMatchObject({ code: 5, signal: null, stdout: 'ready\ngot 1\n' });
    },
  );

  it.each(['SIGTERM', 'SIGINT'] as const)('dies by %s when the command has no handler for it', async (signal) => {
    const program = watchedStart("setInterval(() => {}, 1000); console.log('ready')");
    await program.saw('stdout', /ready/);
    program.child.kill(signal);
    expect(await program.ended).toMatchObject({ code: null, signal });
  });

  it('exits 127 for a command that is not there', async () => {
    expect(await watched(['no-such-command-here'])).toEqual({
      code: 127,
      signal: null,
      stdout: '',
      stderr: 'mcpwatch: command not found: no-such-command-here\n',
    });
  });

  it('exits 126 for a file that is not executable', async () => {
    const path = join(folder, 'plain.txt');
    writeFileSync(path, 'text');
    const ended = await watched([path]);
    expect(ended).toEqual({ code: 126, signal: null, stdout: '', stderr: `mcpwatch: not executable: ${path}\n` });
  });

  it('runs nothing when its own installation is incomplete', async () => {
    const incomplete = join(folder, 'incomplete');
    mkdirSync(incomplete);
    copyCommand(incomplete);
    const ended = await run(NODE, [join(incomplete, 'cli.js'), 'run', '--', NODE, '-p', '1']);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^mcpwatch: incomplete installation: .*register\.cjs is missing; .*\n$/);
  });
});

/** With the real preload: the run judges for all of its processes. */
describe('mcpwatch run, when nothing was watched', () => {
  const CLI = inProject('dist', 'cli.js');
  const said = async (command: readonly string[], variables: NodeJS.ProcessEnv = {}) => {
    const TMPDIR = mkdtempSync(join(folder, 'tmp '));
    const { stderr } = await run(NODE, [CLI, 'run', '--', ...command], {
      env: { ...process.env, NODE_OPTIONS: undefined, TMPDIR, ...variables },
    });
    expect(readdirSync(TMPDIR).filter((name) => name.startsWith('mcpwatch'))).toEqual([]);
    return stderr;
  };
  const NO_SDK = 'no MCP SDK was loaded that mcpwatch could see';

  it.each([
    ['one Node process without the SDK', [NODE, '-e', '0'], NO_SDK],
    ['a failing one', [NODE, '-e', 'process.exit(3)'], NO_SDK],
    ['one behind a shell and npm', ['sh', '-c', `npm --version && '${NODE}' -e 0`], NO_SDK],
    ['several of them', ['sh', '-c', `'${NODE}' -e 0; '${NODE}' -e 1`], NO_SDK],
    [
      'one that was killed',
      [NODE, '-e', 'process.kill(process.pid, "SIGKILL")'],
      'the process ended before it connected a server to a transport',
    ],
    [
      'a program that is not Node',
      ['sh', '-c', 'true'],
      'no Node.js process that the command started loaded the preload',
    ],
  ])('says so in one line, after %s', async (_name, command, reason) => {
    const stderr = await said(command);
    expect(stderr).toMatch(/^mcpwatch: nothing was watched: [^\n]*\n$/);
    expect(stderr).toContain(reason);
    expect(stderr.length).toBeLessThanOrEqual(500);
  });

  it('says nothing when a process behind others has watched, killed though it was', async () => {
    const server = inProject('fixtures', 'esm-stdio-server.mjs');
    // Its stdin stays open, so that only the signal ends it.
    const steps = [
      'cd "$TMPDIR"; mkfifo in; exec 3<>in',
      `"${NODE}" "${server}" < in 2> said.txt & for i in $(seq 400); do [ -e "$MCPWATCH_RUN_NOTES/watching" ] && break; sleep 0.05; done`,
      `kill -9 $!; rm in said.txt; "${NODE}" -e 0`,
    ];
    const stderr = await said(['sh', '-c', steps.join('; ')], {
      MCPWATCH_SPOOL_DIR: mkdtempSync(join(folder, 'spool ')),
    });
    expect(stderr).toBe('');
  });

  it.each([
    ['MCPWATCH_LOG=off', { MCPWATCH_LOG: 'off' }, [NODE, '-e', '0']],
    ['MCPWATCH_LOG=error', { MCPWATCH_LOG: 'error' }, [NODE, '-e', '0']],
    ['MCPWATCH_DISABLED=1', { MCPWATCH_DISABLED: '1' }, [NODE, '-e', '0']],
    ['a run inside a run, where the outer one has said it', {}, [NODE, CLI, 'run', '--', NODE, '-e', '0']],
  ])('says no more than that with %s', async (name, variables, command) => {
    const lines = (await said(command, variables)).split('\n').filter((line) => line !== '');
    expect(lines).toHaveLength(name.startsWith('MCPWATCH') ? 0 : 1);
  });
});

/** `script` gives a program a terminal of its own; byte 3 typed there is Ctrl-C. */
describe.runIf(process.platform === 'linux' && existsSync('/usr/bin/script'))('mcpwatch run in a terminal', () => {
  it('lets every Ctrl-C reach the command once, not twice', async () => {
    // More than one: two signals so close together can look like one to the command.
    const presses = 10;
    const server = join(folder, 'server.cjs');
    writeFileSync(
      server,
      `let times = 0;
       process.on('SIGINT', () => {
         times += 1;
         console.log('press ' + times);
         if (times === ${presses}) setTimeout(() => { console.log('total ' + times); process.exit(5); }, 300);
       });
       setInterval(() => {}, 1000);
       console.log('ready');`,
    );
    // `script` runs this in $SHELL, else in /bin/sh: without `exec` a shell that waits would die of the Ctrl-C itself.
    const command = `exec ${[NODE, cli, 'run', '--', NODE, server].map((word) => `'${word}'`).join(' ')}`;
    const program = start('/usr/bin/script', ['-qec', command, '/dev/null']);
    await program.saw('stdout', /ready/);
    for (let press = 1; press <= presses; press += 1) {
      program.child.stdin?.write('\u0003');
      await program.saw('stdout', new RegExp(`press ${press}\\b`));
    }
    await program.saw('stdout', /total/);
    const { code, stdout } = await program.ended;
    expect(stdout).toContain(`total ${presses}\r`);
    expect(code).toBe(5);
  });
});
