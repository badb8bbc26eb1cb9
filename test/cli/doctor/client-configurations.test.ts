/** `mcpwatch doctor --client`: what is wrong with the file, what is wrong with its servers, and never a secret. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, doctor } from '../../support/doctor.js';
import { run } from '../../support/program.js';
import { fixture } from '../../support/project.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** Generous, because no test is about time and the machine may be busy. */
const PATIENT = { timeout: 120_000 };

/** The fixture, with the path of this mcpwatch in it, where Claude Desktop keeps its file. */
function claudeConfig(): string {
  const folder = join(temporaryFolder(), 'Claude');
  mkdirSync(folder);
  const path = join(folder, 'claude_desktop_config.json');
  writeFileSync(path, readFileSync(fixture('doctor/claude-desktop.json'), 'utf8').replaceAll('<cli>', CLI));
  return path;
}

async function fixed(path: string, ...flags: string[]) {
  const before = readFileSync(path, 'utf8');
  const ended = await run(process.execPath, [CLI, 'doctor', '--client', path, '--fix-config', ...flags]);
  expect(readFileSync(path, 'utf8')).toBe(before);
  return ended;
}

describe('mcpwatch doctor --client', PATIENT, () => {
  it('looks at each server as the client starts it: one is fine, one is switched off, one is disabled', async () => {
    const { servers, code, output } = await doctor(['--client', claudeConfig()], { OTHER: 'not passed on' });
    const faultsOf = (name: string) =>
      servers.find((one) => one.name === name)?.findings.filter(({ level }) => level === 'fault');
    expect(faultsOf('switched-on')).toEqual([]);
    expect(faultsOf('switched-off')).toEqual([
      expect.objectContaining({
        check: 'config',
        text: expect.stringMatching(/^mcpwatch is not switched on for "switched-off"/),
      }),
    ]);
    expect(faultsOf('disabled')).toEqual([
      expect.objectContaining({ check: 'preload', text: expect.stringContaining('MCPWATCH_DISABLED') }),
    ]);
    expect(code).toBe(1);
    expect(output).not.toContain('fake-');
  });

  it.each([
    [
      'malformed.json.txt',
      /^config: \S+malformed\.json\.txt:5:46: value expected; .* → remove the comma in front of it/,
    ],
    [
      'wrong-root/claude_desktop_config.json',
      /^config: .* has its servers under "servers"; Claude Desktop reads "mcpServers" → rename/,
    ],
    ['wrong-root/claude_desktop_config.json', /^config: "one": "env": PORT is no text/],
    ['wrong-root/claude_desktop_config.json', /^config: "one": "command" holds a whole command line/],
    ['no-such-file.json', /^config: there is no \S+no-such-file\.json/],
  ])('says what is wrong with the file: %s', async (name, fault) => {
    const { faults, code, output } = await doctor(['--client', fixture(`doctor/${name}`)]);
    expect(faults).toContainEqual(expect.stringMatching(fault));
    expect(code).toBe(1);
    expect(output).not.toContain('fake-');
  });

  it('prints the file with mcpwatch in it, keeps comments, writes nothing, and hides what may be a secret', async () => {
    const { stdout, stderr, code } = await fixed(fixture('doctor/vscode.jsonc'));
    expect(code).toBe(0);
    expect(stdout).toContain('// VS Code allows comments, and trailing commas.');
    expect(stdout).toMatch(/"args": \[\s+"\S+cli\.js",\s+"run",\s+"--",\s+"node",/);
    expect(stdout + stderr).not.toContain('fake-');
    const complete = await fixed(fixture('doctor/vscode.jsonc'), '--with-secrets');
    expect(complete.stdout).toContain('fake-value-behind-a-comment');
  });

  it('leaves servers alone that are switched on already, and hides arguments that may be secrets', async () => {
    const { stdout, stderr } = await fixed(claudeConfig());
    expect(stderr).toContain('changed: switched-off.');
    expect(stdout).not.toContain('fake-');
    expect(Object.keys(JSON.parse(stdout).mcpServers)).toEqual(['switched-on', 'switched-off', 'disabled']);
  });

  it.each([
    [['--fix-config'], /--fix-config needs --client/],
    [[], /expected a command behind --, a --url or a --client/],
    [['--client', 'x', '--', 'node'], /--client takes no command/],
    [['--clinet', 'x'], /did you mean --client\?/],
    [['--url', 'localhost'], /--url: expected an http/],
  ])('refuses %j', async (args, message) => {
    const { code, output } = await doctor(args);
    expect(output).toMatch(message);
    expect(code).toBe(2);
  });
});
