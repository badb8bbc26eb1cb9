import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { CommandIo } from '../../src/cli/command.js';
import { dispatch } from '../../src/cli/dispatch.js';
import { createIntake, isForThisMachine } from '../../src/delivery/spool/adopt/intake.js';
import { createOwner } from '../../src/delivery/spool/format/owner.js';
import { recipientOf } from '../../src/delivery/spool/format/recipient.js';
import { StateFile } from '../../src/delivery/spool/write/state-file.js';
import { listening } from '../delivery/ship/listening.js';
import { proxyTo } from '../delivery/ship/proxy.js';
import { HERE, idsOf, LIMIT, segmentsIn, spoolProcess, written } from '../delivery/spool/spool-fixture.js';
import { run as runProgram } from '../support/program.js';
import { NODES, REGISTER_CJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const MKFIFO = 'mkfifo';

/** No process has this number: Linux gives none above 4194304. */
const ENDED = { ...createOwner(), pid: 4_999_999, nonce: '00000001' };

async function run(dir: string, args: string[], env: Record<string, string> = {}) {
  const stdout = new PassThrough() as unknown as NodeJS.WriteStream;
  const said: string[] = [];
  const io: CommandIo = {
    stdout,
    say: (text) => said.push(text),
    env: { MCPWATCH_SPOOL_DIR: dir, ...env },
    preloadPath: REGISTER_CJS,
  };
  const code = await dispatch(['spool', ...args], io);
  return { code, said: said.join('\n'), out: String((stdout as unknown as PassThrough).read() ?? '') };
}

function leave(dir: string, count: number, recipient = HERE): void {
  const { writer } = spoolProcess(dir, { owner: { ...ENDED, nonce: recipient.id.slice(0, 8) }, recipient });
  for (let id = 0; id < count; id += 1) writer.append(written(id));
}

/** This very test. */
function write(dir: string, count: number): void {
  const { writer } = spoolProcess(dir);
  for (let id = 0; id < count; id += 1) writer.append(written(id));
}

describe('mcpwatch spool list', () => {
  it('lists what waits, for which recipient, and whether its process runs', async () => {
    const dir = temporaryFolder();
    leave(dir, 3);
    leave(dir, 2, recipientOf('https://api.mcpwatch.dev', 'mw_live_secret'));
    write(dir, 1);
    const { code, out } = await run(dir, ['list']);
    expect(code).toBe(0);
    expect(out).toMatch(/^3 events .*for http:\/\/127\.0\.0\.1:6279 \(no key\); process 4999999: ended$/m);
    expect(out).toMatch(/^2 events .*for https:\/\/api\.mcpwatch\.dev \(key #[0-9a-f]{8}\)/m);
    expect(out).toMatch(new RegExp(`^1 event .*process ${process.pid}: running$`, 'm'));
    expect(out).toContain(`6 events wait in ${dir}`);
    expect(out).not.toContain('secret');
  });

  it('is what the bare command does, also where there is no folder yet', async () => {
    const { code, out } = await run('/nonexistent/mcpwatch', []);
    expect([code, out]).toEqual([0, 'nothing waits in /nonexistent/mcpwatch\n']);
  });
});

it.each([
  ['as it left them', false],
  ['adopted by another process that has ended too', true],
])('mcpwatch spool counts the last metrics of a process apart from events (#13): %s', async (_, isAdopted) => {
  const dir = temporaryFolder();
  new StateFile({ dir, owner: ENDED, recipient: HERE, now: Date.now }).write(['{"mcpwatch.metrics":1,"series":[]}']);
  if (isAdopted) {
    const [file = ''] = segmentsIn(dir);
    renameSync(join(dir, file), join(dir, file.replace('.s0', '.a0')));
  }
  leave(dir, 2);
  const { out } = await run(dir, ['list']);
  expect(out).toMatch(/^last metrics \(1 KB, .*process 4999999: ended$/m);
  expect(out).toContain(`2 events wait in ${dir}`);
  expect((await run(dir, ['clear'])).out).toBe(`2 events deleted from ${dir}\n`);
  expect(segmentsIn(dir)).toEqual([]);
});

describe('files that are named like a segment and are not one (#9 C15)', () => {
  it.each(['list', 'ship', 'clear'])(
    'are left alone and reported by %s, which does not wait for them',
    async (action) => {
      const dir = temporaryFolder();
      leave(dir, 1, recipientOf('https://api.mcpwatch.dev', 'another'));
      const [real = ''] = segmentsIn(dir);
      const named = (nonce: string) => join(dir, real.replace(/-[0-9a-f]{8}\./, `-${nonce}.`));
      mkdirSync(named('0000000a'));
      symlinkSync('/dev/zero', named('0000000b'));
      const hasPipe = spawnSync(MKFIFO, [named('0000000c')]).status === 0;
      const { code, said } = await run(dir, [action], { MCPWATCH_ENDPOINT: 'http://127.0.0.1:1' });
      expect(code).toBe(0);
      expect(said).toMatch(/0000000a\.o000001\.seg is left alone: it is not a file/);
      expect(said).toMatch(/0000000b\.o000001\.seg is left alone: it is a symbolic link/);
      if (hasPipe) expect(said).toMatch(/0000000c\.o000001\.seg is left alone/);
      expect(segmentsIn(dir).filter((name) => name.includes('0000000'))).toHaveLength(hasPipe ? 3 : 2);
    },
  );

  it('nor is a spool folder that is a file an unexpected failure', async () => {
    const { code, said } = await run('/dev/null', ['list']);
    expect([code, said]).toEqual([1, 'MCPWATCH_SPOOL_DIR: /dev/null cannot be read (ENOTDIR)']);
  });
});

describe('mcpwatch spool ship', () => {
  it('delivers what ended processes left for this endpoint and key, and nothing else', async () => {
    const dir = temporaryFolder();
    const received: string[] = [];
    const url = await listening(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      received.push(`${request.headers.authorization} ${(JSON.parse(body) as { batch: unknown[] }).batch.length}`);
      response.writeHead(202).end();
    });
    leave(dir, 70, recipientOf(url, 'mine'));
    leave(dir, 5, recipientOf(url, 'yours'));
    const { code, out } = await run(dir, ['ship'], {
      MCPWATCH_MAX_BATCH_SIZE: '50',
      MCPWATCH_ENDPOINT: url,
      MCPWATCH_API_KEY: 'mine',
    });
    expect([code, out]).toEqual([0, `70 events delivered to ${url}\n`]);
    expect(received).toEqual(['Bearer mine 50', 'Bearer mine 20']);
    expect(segmentsIn(dir)).toHaveLength(1);
  });

  it('tells how many of them the endpoint has refused', async () => {
    const dir = temporaryFolder();
    const url = await listening((_, response) => response.writeHead(202).end('{"accepted":1,"rejected":2}'));
    leave(dir, 3, recipientOf(url, 'mine'));
    const { code, out, said } = await run(dir, ['ship'], { MCPWATCH_ENDPOINT: url, MCPWATCH_API_KEY: 'mine' });
    expect([code, out]).toEqual([0, `1 event delivered to ${url}\n`]);
    expect(said).toBe('2 events could not be used (rejected)');
  });

  it.each(NODES)('goes through the proxy of the environment, as servers do, on %s', async (_name, node) => {
    const dir = temporaryFolder();
    const { url, asked } = await proxyTo(await listening((_, response) => response.writeHead(202).end()));
    leave(dir, 3, recipientOf('http://events.invalid', 'mine'));
    const env = {
      MCPWATCH_SPOOL_DIR: dir,
      MCPWATCH_ENDPOINT: 'http://events.invalid',
      MCPWATCH_API_KEY: 'mine',
      HTTP_PROXY: url,
    };
    const { code, stdout, stderr } = await runProgram(node, ['dist/cli.js', 'spool', 'ship'], { env });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '3 events delivered to http://events.invalid\n',
      stderr: expect.stringContaining('unencrypted; use https://'),
    });
    expect(asked).toEqual(['events.invalid:80']);
  });

  it('goes past the proxy to the hosts in NO_PROXY', async () => {
    const dir = temporaryFolder();
    const { url, asked } = await proxyTo('http://127.0.0.1:1');
    leave(dir, 3, recipientOf('http://events.invalid', 'mine'));
    const { code, said } = await run(dir, ['ship'], {
      MCPWATCH_ENDPOINT: 'http://events.invalid',
      MCPWATCH_API_KEY: 'mine',
      HTTP_PROXY: url,
      NO_PROXY: 'events.invalid',
    });
    expect([code, asked]).toEqual([1, []]);
    expect(said).toContain('the rest waits in');
  });

  it('keeps everything when the endpoint does not take it', async () => {
    const dir = temporaryFolder();
    const url = await listening((_, response) => response.writeHead(401).end());
    leave(dir, 3, recipientOf(url, 'mine'));
    const { code, said } = await run(dir, ['ship'], { MCPWATCH_ENDPOINT: url, MCPWATCH_API_KEY: 'mine' });
    expect(code).toBe(1);
    expect(said).toContain('HTTP 401');
    expect((await run(dir, ['list'])).out).toContain('3 events wait');
  });
});

describe('mcpwatch spool clear', () => {
  it('deletes what ended processes left, and nothing of living ones', async () => {
    const dir = temporaryFolder();
    leave(dir, 3);
    write(dir, 1);
    const { out } = await run(dir, ['clear', '--all']);
    expect(out).toBe(`3 events deleted from ${dir}; 1 segment of other processes left\n`);
    expect((await run(dir, ['list'])).out).toContain('1 event waits');
  });
});

it('mcpwatch spool does nothing for an action that it does not know', async () => {
  const dir = temporaryFolder();
  leave(dir, 1);
  for (const wrong of [['delete'], ['clear', 'all'], ['constructor']]) {
    expect((await run(dir, wrong)).code).toBe(2);
  }
  expect(readdirSync(dir)).toHaveLength(1);
});

describe('an intake', () => {
  it('gives the collector what was meant for this machine, whatever the port and key', async () => {
    const dir = temporaryFolder();
    leave(dir, 2);
    leave(dir, 1, recipientOf('http://localhost:9999', 'key'));
    leave(dir, 4, recipientOf('https://api.mcpwatch.dev', 'key'));
    const problems: string[] = [];
    const intake = createIntake({
      dir,
      isWanted: isForThisMachine,
      onDrop: () => {},
      onProblem: (text) => problems.push(text),
    });
    expect(await intake.adopt()).toBe(2);
    const ids: string[] = [];
    for (let batch = intake.nextBatch(LIMIT); batch !== undefined; batch = intake.nextBatch(LIMIT)) {
      ids.push(...idsOf(batch.lines));
      intake.ack(batch);
    }
    expect(ids.sort()).toEqual(['0', '0', '1']);
    expect(segmentsIn(dir)).toHaveLength(1);
    expect(problems).toEqual([]);
  });
});
