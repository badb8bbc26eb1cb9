/** `mcpwatch tail`, beside a real `mcpwatch dev` and a real server. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { CLI, devEnvironment, runSession, startDev, untilStored } from '../support/dev-session.js';
import { type Program, run, start } from '../support/program.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function startTail(folder: string, ...args: string[]): Program {
  const program = start(process.execPath, [CLI, 'tail', ...args], { env: devEnvironment(folder) });
  onTestFinished(() => void program.child.kill('SIGKILL'));
  return program;
}

/** Generous, because no test is about time and the machine may be busy. */
const PATIENT = { timeout: 120_000 };

describe('mcpwatch tail', PATIENT, () => {
  it('waits for mcpwatch dev, prints what arrives, and goes on when it is started again', async () => {
    const folder = temporaryFolder();
    const tail = startTail(folder);
    await tail.saw('stderr', /^mcpwatch: mcpwatch dev is not running; waiting for it/);
    const first = await startDev(folder);
    await tail.saw('stderr', /connected to mcpwatch dev/);
    await runSession(folder, [1]);
    await tail.saw('stdout', /tool_call +log /);
    first.program.child.kill('SIGTERM');
    await first.program.ended;
    await startDev(folder, first.port);
    await runSession(folder, [2, 3]);
    const [printed] = await tail.saw('stdout', /(?:[\s\S]*server\.close){2}/);
    expect(printed.match(/tool_call +add /g)).toHaveLength(3);
    expect(printed).toMatch(/notification +↳ notifications\/message /);
    // Not a terminal.
    expect(printed).not.toContain('\u001b');
  });

  it('prints only what matches, and begins with what is there already', async () => {
    const folder = temporaryFolder();
    const { program } = await startDev(folder);
    await runSession(folder, [1]);
    await untilStored(program, 1);
    const failed = startTail(folder, 'status:error');
    await failed.saw('stdout', /fail .* error the tool broke/);
    const excluding = startTail(folder, '-n', '50', '-tool:add', '-type:notification', '--json');
    await excluding.saw('stdout', /"event_name":"log"/);
    excluding.child.kill('SIGINT');
    const { code, stdout } = await excluding.ended;
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ event_name }) => event_name)).not.toContain('add');
    expect(rows.map(({ event_type }) => event_type)).not.toContain('notification');
    expect(code).toBe(0);
  });

  it.each([
    [['dur:soon'], /filter: dur: expected a comparison such as/],
    [['--lats', '5'], /unknown flag "--lats"; did you mean --last\?/],
    [['--last', 'many'], /--last: expected a number from 0 to 1000/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await run(process.execPath, [CLI, 'tail', ...args], {
      env: devEnvironment(temporaryFolder()),
    });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
