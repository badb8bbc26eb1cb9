import { describe, expect, it } from 'vitest';
import { COMMANDS, dispatch } from '../../src/cli/dispatch.js';
import { run } from '../support/program.js';

const cli = (...args: string[]) => run(process.execPath, ['dist/cli.js', ...args]);

const literally = (text: string) => text.replaceAll(/[()[\].?]/g, '\\$&');

describe('the command line', () => {
  it.each(['--help', '-h', 'help'])('%s lists every command with its summary', async (flag) => {
    const { code, stdout, stderr } = await cli(flag);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { meta } of COMMANDS) expect(stdout).toMatch(new RegExp(`  ${meta.name} +${literally(meta.summary)}\n`));
  });

  it.each(COMMANDS)('$meta.name --help tells its usage and every flag', async ({ meta }) => {
    const { code, stdout } = await cli(meta.name, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: mcpwatch ${meta.usage}\n`);
    for (const [flag, meaning] of meta.flags) expect(stdout).toMatch(new RegExp(`  ${flag} +${literally(meaning)}\n`));
    expect(await cli('help', meta.name)).toMatchObject({ stdout });
  });

  it.each(['--version', '-v'])('%s prints the version of the package', async (flag) => {
    const { version } = await import('../../package.json', { with: { type: 'json' } }).then((it) => it.default);
    expect(await cli(flag)).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    [['wat'], 'mcpwatch: unknown command "wat"; commands: run, dev, spool'],
    [['--wat'], 'mcpwatch: unknown flag "--wat"; commands: run, dev, spool'],
    [['constructor'], 'mcpwatch: unknown command "constructor"'],
    [[], 'mcpwatch: which command? One of: run, dev'],
    [['dev', '--wat'], "mcpwatch: Unknown option '--wat'"],
    [['dev', 'extra'], "mcpwatch: Unexpected argument 'extra'"],
    [['dev', '--port', 'http'], 'mcpwatch: --port: expected a number from 0 to 65535, got "http"'],
    [['dev', '--port', '70000'], 'mcpwatch: --port: expected a number from 0 to 65535, got "70000"'],
    [['run'], 'mcpwatch: run what? mcpwatch run -- node server.js'],
    [['run', '--'], 'mcpwatch: run what?'],
    [['run', '--wat', '--', 'node'], "mcpwatch: Unknown option '--wat'"],
  ])('exits 2 for %j, with what is wrong on stderr', async (args, message) => {
    const { code, stdout, stderr } = await cli(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/\nmcpwatch: see: mcpwatch .*--help\n$/);
  });

  it('lets a failure that is no usage error through, for main to report', async () => {
    const meta = { name: 'broken', summary: 'break', usage: 'broken', flags: [] };
    const broken = { meta, run: () => Promise.reject(new Error('bug')) };
    const io = { stdout: process.stdout, say: () => {}, env: {} };
    await expect(dispatch(['broken'], io, [broken])).rejects.toThrow('bug');
  });
});
