import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { eventOf } from '../support/event.js';
import { type Program, run, start } from '../support/program.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CLI = 'dist/cli.js';
let dev: Program | undefined;
afterEach(() => {
  dev?.child.kill('SIGKILL');
});

async function startDev(...flags: string[]): Promise<string> {
  // A folder of its own: events that are stored already are not printed again.
  const env = { ...process.env, MCPWATCH_SPOOL_DIR: temporaryFolder() };
  dev = start(process.execPath, [CLI, 'dev', '--port', '0', ...flags], { env });
  const [, url] = await dev.saw('stderr', /listening on (http:\/\/127\.0\.0\.1:\d+) /);
  return url ?? '';
}

const send = (url: string, ...batch: unknown[]) =>
  fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ batch }),
  });

describe('mcpwatch dev', () => {
  it('prints one line for each event on stdout, and says on stderr where it listens', async () => {
    const url = await startDev();
    await send(url, eventOf({ event_id: 'a' }), eventOf({ event_id: 'b', event_name: 'fail', is_error: true }));
    await dev?.saw('stdout', /tool_call +add +12 ms ok {2}a-client stdio\n.*tool_call +fail +12 ms error/);
  });

  it('prints one JSON object for each event with --json', async () => {
    const url = await startDev('--json');
    await send(url, eventOf({ event_name: 'line\nbreak' }));
    const [line] = (await dev?.saw('stdout', /^.*\n/)) ?? [''];
    expect(JSON.parse(line)).toEqual(eventOf({ event_name: 'line\nbreak' }));
  });

  it.each([[], ['--json']])('prints nothing that a terminal would act on (flags: %j)', async (...flags) => {
    const url = await startDev(...flags);
    // The 8-bit control sequence introducer, a right-to-left override, a line separator, an escape sequence, a tag.
    const event_name = 'a\u009b2Jb\u202ec\u2028d\u001b]0;title\u0007e\u{e0041}f';
    await send(url, eventOf({ event_name, client_name: event_name, request_params: { [event_name]: event_name } }));
    const [line] = (await dev?.saw('stdout', /^.*\n/)) ?? [''];
    expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    if (flags.length > 0) expect(JSON.parse(line)).toMatchObject({ event_name, client_name: event_name });
  });

  it.runIf(process.platform === 'linux')('keeps its memory limited over 30 parallel posts that inflate', async () => {
    const url = await startDev();
    const body = gzipSync(`{"batch":["${'x'.repeat(58 * 1024 * 1024)}"]}`);
    expect(body.length).toBeLessThan(64 * 1024);
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const statuses = await Promise.all(
      Array.from(
        { length: 30 },
        async () => (await fetch(`${url}/v1/events`, { method: 'POST', headers, body })).status,
      ),
    );
    for (const status of statuses) expect([413, 503]).toContain(status);
    const peakKb = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${dev?.child.pid}/status`, 'utf8'))?.[1];
    expect(Number(peakKb)).toBeLessThan(300 * 1024);
    expect((await send(url, eventOf())).status).toBe(202);
  });

  it.each([
    ['SIGINT', 1, '1 event received'],
    ['SIGTERM', 2, '2 events received'],
  ] as const)('ends on %s with the total, exit code 0', async (signal, count, total) => {
    const url = await startDev();
    for (let at = 0; at < count; at += 1) await send(url, eventOf({ event_id: `event ${at}` }));
    dev?.child.kill(signal);
    const ended = await dev?.ended;
    expect(ended).toMatchObject({ code: 0, signal: null });
    const open = new RegExp(`^mcpwatch: open ${url}/open/[\\w-]{32}$`, 'm');
    expect(ended?.stderr).toMatch(open);
    expect(ended?.stderr.replace(open, '')).toBe(
      `mcpwatch: listening on ${url} (Ctrl-C stops it)\n\nmcpwatch: ${total}\n`,
    );
  });

  it.runIf(process.platform !== 'win32')(
    'ends once on a signal that comes twice, as from a terminal and from npx',
    async () => {
      const url = await startDev();
      await send(url, eventOf());
      // At once: how long the test would sleep between two is up to the machine.
      for (let times = 0; times < 4; times++) dev?.child.kill('SIGINT');
      expect(await dev?.ended).toMatchObject({
        code: 0,
        signal: null,
        stderr: expect.stringContaining('1 event received'),
      });
    },
  );

  it('ends when nobody reads its output any more', async () => {
    const url = await startDev();
    dev?.child.stdout?.destroy();
    await send(url, eventOf({ event_id: 'a' }));
    await send(url, eventOf({ event_id: 'b' })).catch(() => {});
    expect(await dev?.ended).toMatchObject({ code: 0 });
  });

  it('names the port that is in use and what to do', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as AddressInfo;
    const ended = await run(process.execPath, [CLI, 'dev', '--port', String(port)]);
    holder.close();
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(new RegExp(`^mcpwatch: port ${port} is in use: .*--port.*MCPWATCH_ENDPOINT=.*\n$`));
  });
});
