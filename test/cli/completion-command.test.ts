/** Shell completion, in the real shells where they are installed. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { run } from '../support/program.js';
import { inProject } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CLI = inProject('dist', 'cli.js');
const script = async (shell: string) => (await run(process.execPath, [CLI, 'completion', shell])).stdout;
const names = COMMANDS.map(({ name }) => name);
const pathOf = (shell: string) => ['/bin', '/usr/bin'].map((folder) => join(folder, shell)).find(existsSync) ?? '';
const has = (shell: string) => pathOf(shell) !== '';

/** What is offered for the last word, which may be unfinished. */
type Offered = (words: readonly string[]) => Promise<readonly string[]>;

const SHELLS: Readonly<Record<string, Offered>> = {
  bash: async (words) => {
    const line = words.map((word) => `'${word}'`).join(' ');
    const program = `${await script('bash')}
      COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _mcpwatch; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return lines(execFileSync(pathOf('bash'), ['-c', program], { encoding: 'utf8' }));
  },
  fish: async (words) => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'fish', 'completions'), { recursive: true });
    writeFileSync(join(home, 'fish', 'completions', 'mcpwatch.fish'), await script('fish'));
    const text = execFileSync(pathOf('fish'), ['-c', `complete -C '${words.join(' ')}'`], {
      encoding: 'utf8',
      env: { ...process.env, XDG_CONFIG_HOME: home, HOME: home },
    });
    return lines(text).map((line) => line.split('\t')[0] ?? '');
  },
};

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

for (const [shell, offered] of Object.entries(SHELLS)) {
  describe.runIf(has(shell))(`in ${shell}`, () => {
    it.each([
      [['mcpwatch', ''], names],
      [['mcpwatch', 'sp'], ['spool']],
      [['mcpwatch', 'help', 'd'], ['dev']],
      [
        ['mcpwatch', 'dev', '--'],
        ['--port', '--json', '--help', '--version'],
      ],
      [['mcpwatch', 'dev', '--js'], ['--json']],
      [['mcpwatch', 'spool', 'l'], ['list']],
      [['mcpwatch', 'completion', 'f'], ['fish']],
    ])('%j is completed by %j', async (words, expected) => {
      expect(await offered(words)).toEqual(expect.arrayContaining(expected));
    });

    it('leaves the command line of another program alone', async () => {
      expect(await offered(['mcpwatch', 'run', 'node', '--he'])).not.toContain('--help');
    });
  });
}

describe.runIf(has('zsh'))('in zsh', () => {
  it('the script is understood', async () => {
    const path = join(temporaryFolder(), '_mcpwatch');
    writeFileSync(path, await script('zsh'));
    expect(execFileSync(pathOf('zsh'), ['-n', path], { encoding: 'utf8' })).toBe('');
  });
});

describe('mcpwatch completion', () => {
  it.each(['bash', 'zsh', 'fish'])('%s: every command, every word and every flag is in the script', async (shell) => {
    const text = await script(shell);
    for (const { name, load } of COMMANDS) {
      const { meta } = await load();
      for (const word of [name, ...(meta.words ?? []), ...Object.keys(meta.flags)]) expect(text).toContain(word);
    }
  });

  it.each([
    [[], 'expected one of bash, zsh, fish, got ""'],
    [['fihs'], 'expected one of bash, zsh, fish, got "fihs"; did you mean fish?'],
    [['bash', 'zsh'], 'expected one of bash, zsh, fish, got "bash zsh"'],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await run(process.execPath, [CLI, 'completion', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
