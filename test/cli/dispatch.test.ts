/** The command line: help, versions, mistakes, and what is loaded for each command. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CommandIo, CommandTable } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { dispatch } from '../../src/cli/dispatch.js';
import { flagRows } from '../../src/cli/help.js';
import { run } from '../support/program.js';
import { inProject, REGISTER_CJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CLI = inProject('dist', 'cli.js');
const cli = (...args: string[]) => run(process.execPath, [CLI, ...args]);

const literally = (text: string) => text.replaceAll(/[()[\]{}.?*+|$^\\]/g, '\\$&');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('help', () => {
  it.each(['--help', '-h', 'help'])('%s lists every command with its summary', async (flag) => {
    const { code, stdout, stderr } = await cli(flag);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name, summary } of COMMANDS) expect(stdout).toMatch(new RegExp(`  ${name} +${literally(summary)}\n`));
  });

  it.each(COMMANDS)('$name --help shows usage, every flag, an example and the exit codes', async ({ name, load }) => {
    const { meta } = await load();
    const { code, stdout } = await cli(name, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: mcpwatch ${name} ${meta.usage}\n`);
    for (const [flag, meaning] of [...flagRows(meta.flags), ['-h, --help', 'show this text']]) {
      expect(stdout).toMatch(new RegExp(`  ${literally(flag ?? '')} +${literally(meaning ?? '')}\n`));
    }
    for (const example of meta.examples) expect(stdout).toContain(`  ${example}\n`);
    for (const [exitCode, meaning] of meta.exitCodes) {
      expect(stdout).toMatch(new RegExp(`  ${exitCode} +${literally(meaning)}\n`));
    }
    expect(stdout).toMatch(/ {2}2 +the command line was not understood\n$/);
    expect(await cli('help', name)).toMatchObject({ stdout });
    expect(await cli(name, '-h')).toMatchObject({ stdout });
  });

  it('is found behind other flags, but not behind --', async () => {
    expect((await cli('dev', '--json', '--help')).stdout).toContain('Usage: mcpwatch dev');
    const program = [process.execPath, '-p', 'process.argv.slice(1).join()', 'x', '--help'];
    expect((await cli('run', '--', ...program)).stdout).toBe('x,--help\n');
    expect((await cli('run', ...program)).stdout).toBe('x,--help\n');
  });

  it.each([['--version'], ['-v'], ['version'], ['dev', '--version'], ['run', '-v']])(
    '%s %s prints the version of the package',
    async (...args) => {
      expect(await cli(...args)).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' });
    },
  );
});

const NAMES = COMMANDS.map(({ name }) => name).join(', ');

describe('a wrong command line', () => {
  it.each([
    [['wat'], `unknown command "wat"; commands: ${NAMES}`],
    [['sppol'], 'unknown command "sppol"; did you mean spool?'],
    [['--wat'], `unknown flag "--wat"; commands: ${NAMES}`],
    [['--verison'], 'unknown flag "--verison"; did you mean --version?'],
    [['constructor'], 'unknown command "constructor"; commands: run'],
    [[], `expected a command: ${NAMES}`],
    [['dev', '--wat'], 'unknown flag "--wat"; known flags: --port, --json, --open, --db'],
    [['dev', '--prot', '1'], 'unknown flag "--prot"; did you mean --port?'],
    [['dev', '-p', '1'], 'unknown flag "-p"; known flags: --port'],
    [['dev', 'extra'], 'unexpected argument "extra"'],
    [['dev', '--port'], '--port needs a value: --port <number>'],
    [['dev', '--port', '--json'], '--port needs a value: --port <number>'],
    [['dev', '--json=yes'], '--json takes no value'],
    [['dev', '--port', 'http'], '--port: expected a number from 0 to 65535, got "http"'],
    [['dev', '--port', '70000'], '--port: expected a number from 0 to 65535, got "70000"'],
    [['run'], 'expected a command to run, as in: mcpwatch run -- node server.js'],
    [['run', '--'], 'expected a command to run'],
    [['run', '--wat', '--', 'node'], 'unknown flag "--wat"'],
    [['spool', 'shpi'], 'expected one of list, ship, clear, got "shpi"; did you mean ship?'],
    [['spool', 'clear', '--al'], 'unknown flag "--al"; did you mean --all?'],
    [['help', 'dve'], 'unknown command "dve"; did you mean dev?'],
  ])('%j exits 2, and stderr says what is wrong', async (args, message) => {
    const { code, stdout, stderr } = await cli(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`mcpwatch: ${message}`);
    expect(stderr).toMatch(/\nmcpwatch: see: mcpwatch .*--help\n$/);
  });

  it('is reported in lines of limited length, without control characters', async () => {
    const { stderr } = await cli(`\u001b[2J${'x'.repeat(2000)}\n`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
    for (const line of stderr.trimEnd().split('\n')) {
      expect(line.length).toBeLessThanOrEqual(500);
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  });

  it('does not hide failures of another kind: those reject, and main reports them', async () => {
    const meta = { usage: '', flags: {}, details: [], examples: ['mcpwatch broken'], exitCodes: [] } as const;
    const broken: CommandTable = [
      { name: 'broken', summary: 'break', load: async () => ({ meta, run: () => Promise.reject(new Error('bug')) }) },
    ];
    const io: CommandIo = { stdout: process.stdout, say: () => {}, env: {}, preloadPath: REGISTER_CJS };
    await expect(dispatch(['broken'], io, broken)).rejects.toThrow('bug');
  });
});

/** What Node loads for a command, by a hook in front of everything: file names, and built-in modules as `node:x`. */
async function loadedBy(...args: string[]): Promise<readonly string[]> {
  const folder = temporaryFolder();
  const log = join(folder, 'loaded.txt');
  const hook = join(folder, 'hook.mjs');
  writeFileSync(
    hook,
    `import { registerHooks } from 'node:module';
     import { appendFileSync } from 'node:fs';
     registerHooks({
       load(url, context, next) {
         appendFileSync(${JSON.stringify(log)}, url + '\\n');
         return next(url, context);
       },
     });`,
  );
  await run(process.execPath, ['--import', pathToFileURL(hook).href, CLI, ...args]);
  const urls = readFileSync(log, 'utf8').trimEnd().split('\n');
  return urls.map((url) => (url.startsWith('file:') ? basename(url) : url));
}

describe('loading', () => {
  it.each([
    ['run', ['run', '--', 'true']],
    ['dev', ['dev', '--port', 'wrong']],
    ['spool', ['spool', 'wrong']],
    ['completion', ['completion']],
  ])('%s loads no other command', async (name, args) => {
    const loaded = await loadedBy(...args);
    const commands = loaded.map((file) => /^cli-(\w+)-command-\w+\.js$/.exec(file)?.[1]).filter(Boolean);
    expect(commands).toEqual([name]);
  });

  it('run loads no built-in module but these, all of which starting a program needs', async () => {
    const builtIn = (await loadedBy('run', '--', 'true')).filter((url) => url.startsWith('node:'));
    expect(builtIn.sort()).toEqual(['node:child_process', 'node:os', 'node:path', 'node:tty', 'node:url', 'node:util']);
  });

  it('the list of commands loads none of them', async () => {
    expect((await loadedBy('--help')).filter((file) => file.includes('-command-'))).toEqual([]);
  });
});
