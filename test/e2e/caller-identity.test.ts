/** Who has made a call, as far as HTTP and the server's OAuth know (MCPWATCH_IDENTITY, #10). */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { withTemporaryFolder } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { post, request, watchHttp } from '../support/watched-http.js';

const NAMES = ['client.address', 'user_agent.original', 'mcpwatch.auth.client_id', 'mcpwatch.auth.scopes'] as const;
const WITH_PORT = [...NAMES, 'client.port'];
const HASH = /^[0-9a-f]{16}$/;

interface Run {
  readonly sdk?: string;
  readonly env?: Record<string, string>;
  readonly users?: readonly string[];
  readonly headers?: Record<string, string>;
}

async function callsOf({ sdk = 'v1', env = {}, users = ['ann'], headers = {} }: Run) {
  const { events, stderr } = await watchHttp({
    fixture: 'http-server.mjs',
    args: [sdk, 'authorized'],
    env,
    use: async ({ url }) => {
      for (const user of users) {
        const call = request(1, 'tools/call', { name: 'echo', arguments: { text: user } });
        await post(url, call, { authorization: `Bearer ${user}`, 'user-agent': 'agent/7.1', ...headers });
      }
    },
  });
  return { calls: events.filter(({ event_type }) => event_type === 'tool_call'), stderr };
}

/** Every attribute that says who called. */
const callerIn = ({ attributes }: McpWatchEvent) =>
  Object.fromEntries(
    Object.entries(attributes).filter(([name]) => WITH_PORT.includes(name) || name.startsWith('enduser.')),
  );

describe.each(['v1', 'v2'])('SDK %s: the caller of a request over HTTP', (sdk) => {
  it('is recorded as it is with MCPWATCH_IDENTITY=full', async () => {
    const { calls } = await callsOf({ sdk, env: { MCPWATCH_IDENTITY: 'full' } });
    expect(calls.map(callerIn)).toEqual([
      {
        'client.address': '127.0.0.1',
        'client.port': expect.stringMatching(/^[1-9]\d{2,4}$/),
        'user_agent.original': 'agent/7.1',
        'mcpwatch.auth.client_id': 'client-of-ann',
        'mcpwatch.auth.scopes': 'notes:read notes:write',
        'enduser.id': 'ann@example.com',
      },
    ]);
  });

  it('is recorded as hashes by default, the same for the same caller', async () => {
    const { calls } = await callsOf({ sdk, users: ['ann', 'bob', 'ann'] });
    const [ann = {}, bob = {}, again] = calls.map(callerIn);
    expect(Object.keys(ann).sort()).toEqual([...NAMES, 'enduser.pseudo.id'].sort());
    for (const value of Object.values(ann)) expect(value).toMatch(/^[0-9a-f]{16}(?: [0-9a-f]{16})?$/);
    expect(again).toEqual(ann);
    expect(bob['enduser.pseudo.id']).toMatch(HASH);
    expect(bob['enduser.pseudo.id']).not.toBe(ann['enduser.pseudo.id']);
    expect(bob['client.address']).toBe(ann['client.address']);
  });

  it('is not recorded with MCPWATCH_IDENTITY=none, nor with a value that is wrong', async () => {
    for (const mode of ['none', 'hashed']) {
      const { calls, stderr } = await callsOf({ sdk, env: { MCPWATCH_IDENTITY: mode } });
      expect(calls.map(callerIn)).toEqual([{}]);
      expect(/MCPWATCH_IDENTITY: .*callers are not recorded/.test(stderr)).toBe(mode === 'hashed');
    }
  });
});

it('a token that cannot be read costs neither the call nor the address, and is named once', async () => {
  const { calls, stderr } = await callsOf({ users: ['mallory', 'ann', 'mallory'] });
  expect(calls.map((call) => Object.keys(callerIn(call)).length)).toEqual([2, 5, 2]);
  expect(stderr.match(/MCPWATCH_IDENTITY: a caller could not be read: this client has no id/g)).toHaveLength(1);
});

describe('the address of a caller', () => {
  it.each([
    [{ 'x-forwarded-for': '203.0.113.7, 10.0.0.1' }, '203.0.113.7', undefined],
    [{ 'x-forwarded-for': '203.0.113.7:51234' }, '203.0.113.7', '51234'],
    [{ 'x-forwarded-for': '::ffff:203.0.113.7' }, '203.0.113.7', undefined],
    [{ 'x-forwarded-for': '2001:db8::1' }, '2001:db8::1', undefined],
    [{ 'x-forwarded-for': 'unknown' }, '127.0.0.1', expect.any(String)],
    [{ forwarded: 'for=_hidden' }, '127.0.0.1', expect.any(String)],
    [{ forwarded: 'for="[2001:db8::1]:4711";proto=https' }, '2001:db8::1', '4711'],
  ])('is the one that a proxy names, with its port in an attribute of its own: %o', async (headers, address, port) => {
    const { calls } = await callsOf({ env: { MCPWATCH_IDENTITY: 'full' }, headers });
    expect(calls[0]?.attributes['client.address']).toBe(address);
    expect(calls[0]?.attributes['client.port']).toEqual(port);
  });
});

it.each(['v1', 'v2'])('SDK %s: the version of HTTP is recorded, whatever is recorded of the caller', async (sdk) => {
  for (const mode of ['full', 'none']) {
    const { calls } = await callsOf({ sdk, env: { MCPWATCH_IDENTITY: mode } });
    expect(calls.map(({ attributes }) => attributes['network.protocol.version'])).toEqual(['1.1']);
  }
});

/** One POST over a Unix socket, which `fetch` has no way to name. */
function postOverSocket(socketPath: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ socketPath, path: '/mcp', method: 'POST', headers }, (response) => {
      response.resume().once('end', resolve);
    });
    sent.once('error', reject).end(JSON.stringify(body));
  });
}

it.each(['v1', 'v2'])('SDK %s: a request over a Unix socket says so, and has no address', async (sdk) => {
  const socket = join(temporaryFolder(), 'mcp.sock');
  const { events } = await watchHttp({
    fixture: 'http-server.mjs',
    args: [sdk, 'stateless'],
    env: { MCPWATCH_IDENTITY: 'full', SOCKET: socket },
    use: () => postOverSocket(socket, request(1, 'tools/call', { name: 'echo', arguments: { text: 'hi' } })),
  });
  const { attributes } = events.find(({ event_type }) => event_type === 'tool_call') ?? {};
  expect(attributes).toMatchObject({ 'network.transport': 'unix', 'network.protocol.version': '1.1' });
  expect(Object.keys(attributes ?? {}).filter((name) => name.startsWith('client.'))).toEqual([]);
});

describe('the hash of a caller', () => {
  const subjectOf = async (dir: string) => {
    const { calls, stderr } = await callsOf({ env: { MCPWATCH_SPOOL_DIR: dir } });
    return { subject: calls[0]?.attributes['enduser.pseudo.id'], stderr };
  };

  it('is the same in every process of a user on this machine, also of processes that start at once', async () => {
    await withTemporaryFolder(async (folder) => {
      const dir = join(folder, 'spool');
      const found = await Promise.all([subjectOf(dir), subjectOf(dir), subjectOf(dir)]);
      expect(new Set(found.map(({ subject }) => subject)).size).toBe(1);
      expect(await subjectOf(dir)).toMatchObject({ subject: found[0]?.subject });
      expect(statSync(join(dir, 'identity.salt')).mode & 0o777).toBe(0o600);
      expect(readdirSync(dir).filter((name) => name.startsWith('identity.'))).toEqual(['identity.salt']);
    });
  });

  it('is another one with another salt', async () => {
    const subjects = await Promise.all(
      [1, 2].map(() => withTemporaryFolder(async (folder) => (await subjectOf(join(folder, 'spool'))).subject)),
    );
    expect(new Set(subjects).size).toBe(2);
  });

  it('is the same in every process after the file of the salt was left empty by a power failure', async () => {
    await withTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'identity.salt'), '');
      const found = await Promise.all([subjectOf(folder), subjectOf(folder)]);
      expect(found[0]?.subject).toMatch(HASH);
      expect(found[1]?.subject).toBe(found[0]?.subject);
      expect(await subjectOf(folder)).toMatchObject({ subject: found[0]?.subject });
      expect(readdirSync(folder).filter((name) => name.startsWith('identity.'))).toEqual(['identity.salt']);
    });
  });

  it('is another one in each process where the salt cannot be kept, which is said', async () => {
    await withTemporaryFolder(async (folder) => {
      mkdirSync(folder, { recursive: true });
      const file = join(folder, 'identity.salt');
      writeFileSync(file, 'not a salt\n');
      const [first, second] = [await subjectOf(folder), await subjectOf(folder)];
      expect(first.subject).toMatch(HASH);
      expect(second.subject).not.toBe(first.subject);
      expect(first.stderr).toMatch(
        /MCPWATCH_IDENTITY: a caller has the same hash within this process only: .* is not a salt file/,
      );
      expect(readFileSync(file, 'utf8')).toBe('not a salt\n');
    });
  });
});
