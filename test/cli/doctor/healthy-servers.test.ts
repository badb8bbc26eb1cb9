/** `mcpwatch doctor` on servers without a fault: what it sees, over stdio and HTTP, and that it leaves nothing behind. */
import { readdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, doctor } from '../../support/doctor.js';
import { start } from '../../support/program.js';
import { fixture } from '../../support/project.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** Generous, because no test is about time and the machine may be busy. */
const PATIENT = { timeout: 120_000 };
const NODE = process.execPath;

const textsOf = (servers: Awaited<ReturnType<typeof doctor>>['servers'], level: string) =>
  servers.flatMap(({ findings }) =>
    findings.filter((one) => one.level === level).map(({ check, text }) => `${check}: ${text}`),
  );

describe('mcpwatch doctor', PATIENT, () => {
  it('finds nothing wrong with a server of SDK v1, and says what it is', async () => {
    const { servers, faults, code, left } = await doctor(['--', NODE, fixture('doctor/healthy.mjs')]);
    expect(faults).toEqual([]);
    expect(code).toBe(0);
    const right = textsOf(servers, 'ok');
    expect(right).toContainEqual(
      expect.stringMatching(/^server: healthy 1\.0\.0 answers: stdio, protocol 2025-11-25, capabilities tools$/),
    );
    expect(right).toContainEqual(expect.stringMatching(/^server: `tools\/list`: 1 in /));
    expect(right).toContainEqual(
      expect.stringMatching(/^sdk: @modelcontextprotocol\/sdk 1\.\S+, ES module, found by its source text/),
    );
    expect(right).toContain('sdk: what doctor asked was observed');
    expect(left).toEqual([]);
  });

  it('sees both revisions that a server of SDK v2 speaks', async () => {
    const { servers } = await doctor(['--', NODE, fixture('v2-serve-stdio.mjs')]);
    expect(textsOf(servers, 'ok')).toContainEqual(
      expect.stringMatching(/^server: .*protocol 2025-11-25 and 2026-07-28/),
    );
  });

  it('names every copy of an SDK, and the one that serves', async () => {
    const { servers, faults } = await doctor(['--', NODE, fixture('doctor/two-sdks.mjs')]);
    expect(faults).toEqual([]);
    expect(textsOf(servers, 'ok')).toContainEqual(expect.stringMatching(/^sdk: @modelcontextprotocol\/sdk 1\./));
    expect(textsOf(servers, 'note')).toContainEqual(
      expect.stringMatching(/^sdk: another copy was loaded too: @modelcontextprotocol\/server 2\.\S+ in \//),
    );
  });

  it('says that it is Electron', async () => {
    const pretend = join(temporaryFolder(), 'pretend.cjs');
    writeFileSync(
      pretend,
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '40.1.0' } });",
    );
    const { servers } = await doctor(['--', NODE, fixture('doctor/healthy.mjs')], {
      NODE_OPTIONS: `--require ${pretend}`,
    });
    expect(textsOf(servers, 'note')).toContainEqual(expect.stringMatching(/^node: Electron 40\.1\.0, Node\.js v/));
  });

  it('says where settings come from, and records none of its own questions', async () => {
    const spool = temporaryFolder();
    const { servers } = await doctor(['--', NODE, fixture('doctor/healthy.mjs')], {
      MCPWATCH_SPOOL_DIR: spool,
      MCPWATCH_LOG: 'error',
    });
    expect(textsOf(servers, 'note')).toContainEqual(
      expect.stringContaining('MCPWATCH_LOG=error (from your environment)'),
    );
    expect(readdirSync(spool)).toEqual([]);
  });

  it('talks to a server over HTTP, one that it starts and one that runs already', async () => {
    const url = `http://127.0.0.1:${await freePort()}/mcp`;
    const command = [NODE, fixture('doctor/over-http.mjs')];
    const started = await doctor(['--url', url, '--', ...command], { PORT: new URL(url).port });
    expect(started.faults, started.output).toEqual([]);
    expect(textsOf(started.servers, 'ok')).toContainEqual(
      expect.stringMatching(/^server: over-http 1\.0\.0 answers: streamable HTTP/),
    );
    expect(started.code).toBe(0);
    const nobody = await doctor(['--url', url]);
    expect(nobody.faults).toEqual([expect.stringMatching(/^server: cannot be reached at http.*ECONNREFUSED/)]);
    const running = start(NODE, command.slice(1), { env: { ...process.env, PORT: new URL(url).port } });
    await expect
      .poll(
        () =>
          fetch(url).then(
            () => true,
            () => false,
          ),
        { timeout: 60_000 },
      )
      .toBe(true);
    const seen = await doctor(['--url', url]);
    running.child.kill('SIGKILL');
    expect(textsOf(seen.servers, 'unknown')).toEqual([
      expect.stringMatching(/^preload: a server that doctor has not started cannot be looked into/),
    ]);
    expect(seen.code).toBe(3);
  });

  it('leaves neither processes nor folders behind when it is interrupted', async () => {
    const TMPDIR = temporaryFolder();
    const env = { ...process.env, TMPDIR, NODE_OPTIONS: undefined };
    const program = start(
      NODE,
      [
        CLI,
        'doctor',
        '--',
        'sh',
        '-c',
        `'${NODE}' '${fixture('doctor/hangs.mjs')}' & echo "$!" > '${TMPDIR}/pid'; wait`,
      ],
      { env },
    );
    const pid = await untilWritten(`${TMPDIR}/pid`);
    program.child.kill('SIGINT');
    const { signal } = await program.ended;
    expect(signal).toBe('SIGINT');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    expect(readdirSync(TMPDIR)).toEqual(['pid']);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilWritten(path: string): Promise<number> {
  const { readFileSync } = await import('node:fs');
  let pid = 0;
  await expect
    .poll(
      () => {
        pid = Number(readFileSync(path, { encoding: 'utf8', flag: 'a+' }));
        return pid;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0);
  return pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
