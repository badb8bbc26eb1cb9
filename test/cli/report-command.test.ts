/** `mcpwatch report`, over a real session and over files. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextEvent } from '../support/collector.js';
import { CLI, devEnvironment, runSession, startDev, untilStored } from '../support/dev-session.js';
import { run } from '../support/program.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const report = (folder: string, ...args: string[]) =>
  run(process.execPath, [CLI, 'report', ...args], { env: devEnvironment(folder) });

function fileOf(folder: string, events: readonly unknown[]): string {
  const path = join(folder, 'events.jsonl');
  writeFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return path;
}

const calls = (name: string, durations: readonly number[]) =>
  durations.map((duration_ms) => nextEvent({ event_type: 'tool_call', event_name: name, duration_ms }));

/** Generous, because no test is about time and the machine may be busy. */
const PATIENT = { timeout: 120_000 };

describe('mcpwatch report', PATIENT, () => {
  it('reads a running mcpwatch dev: calls, errors, sizes, the slowest, problems', async () => {
    const folder = temporaryFolder();
    const { program } = await startDev(folder);
    await runSession(folder, [1, 2, 3]);
    await untilStored(program, 1);
    const { code, stdout } = await report(folder, '--since', '1h');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^6 calls, 1 error \(16\.7 %\), p50 .*, in mcpwatch dev at http:/);
    expect(stdout).toMatch(/\n {2}add +esm-stdio-server +3 +0 % /);
    expect(stdout).toMatch(/\n {2}tools\/list +esm-stdio-server +1 +0 % /);
    expect(stdout).toMatch(/\n {2}fail +esm-stdio-server +1 +100\.0 % /);
    expect(stdout).toMatch(/Slowest calls:/);
    expect(stdout).toMatch(/Problems:\n.*\n +1 +error +the tool broke +fail +\S*esm-stdio-server\.mjs:\d+ /);
    expect(stdout).not.toContain('\u001b');
  });

  it('computes percentiles of raw durations', async () => {
    const folder = temporaryFolder();
    const events = calls(
      'search',
      Array.from({ length: 100 }, (_, at) => at + 1),
    );
    const { stdout } = await report(folder, '--file', fileOf(folder, events), '--format', 'json');
    const { totals, groups, slowest, complete } = JSON.parse(stdout);
    expect(totals).toMatchObject({ calls: 100, errors: 0, p50Ms: 50, p95Ms: 95, p99Ms: 99, maxMs: 100 });
    expect(groups).toHaveLength(1);
    expect(slowest.map(({ duration_ms }: { duration_ms: number }) => duration_ms)).toEqual([
      100, 99, 98, 97, 96, 95, 94, 93, 92, 91,
    ]);
    expect(complete).toBe(true);
  });

  it('writes Markdown in which names stay text', async () => {
    const folder = temporaryFolder();
    const { stdout } = await report(
      folder,
      '--file',
      fileOf(folder, calls('a|b <img src=x> [c](d)', [5])),
      '--format',
      'markdown',
    );
    expect(stdout).toMatch(/^# What MCP servers did\n/);
    expect(stdout).toContain('| a\\|b &lt;img src=x> \\[c\\](d) |');
  });

  it('writes one HTML file with the events in it', async () => {
    const folder = temporaryFolder();
    const file = fileOf(folder, [...calls('search</script>', [5]), ...calls('fetch', [7])]);
    const { stdout, code } = await report(folder, 'name:search*', '--file', file, '--html');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<!doctype html>/i);
    expect(stdout).toContain('search\\u003c/script>');
    expect(stdout).not.toContain('"event_name":"fetch"');
  });

  it('names tools that were listed and never called, and lost events', async () => {
    const folder = temporaryFolder();
    const listed = {
      ...nextEvent(),
      event_type: 'request',
      event_name: 'tools/list',
      mcp_method: 'tools/list',
      response_content: { tools: [{ name: 'search' }, { name: 'unused', description: 'nobody calls it' }] },
    };
    const lossy = nextEvent({
      event_type: 'tool_call',
      event_name: 'search',
      attributes: { 'mcpwatch.dropped.queue_full': '7' },
    });
    const { stdout } = await report(folder, '--file', fileOf(folder, [listed, lossy]), '--format', 'json');
    const { unused_tools, lost } = JSON.parse(stdout);
    expect(unused_tools).toEqual([expect.objectContaining({ name: 'unused' })]);
    expect(lost).toEqual({ queue_full: 7 });
  });

  it('exits with 3 when there is nothing to read, and says lines that are no events', async () => {
    const folder = temporaryFolder();
    expect(await report(folder)).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('mcpwatch dev is not running'),
    });
    expect(await report(folder, '--file', join(folder, 'none.jsonl'))).toMatchObject({ code: 3 });
    const path = fileOf(folder, [...calls('search', [1]), 'no event']);
    expect(await report(folder, '--file', path)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/1 line is no event in /),
    });
  });

  it.each([
    [['--format', 'tabel'], /--format: expected one of table, .*; did you mean table\?/],
    [['--since', 'yesterday'], /filter: since: expected an age/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await report(temporaryFolder(), ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
