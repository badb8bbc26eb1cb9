import { describe, expect, it } from 'vitest';
import { ANSWERS } from '../support/endpoint.js';
import { fixture, inProject, NODES, REGISTER_CJS, REGISTER_MJS } from '../support/project.js';
import { HANDSHAKE, type Step } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

const ADD: readonly Step[] = [
  ...HANDSHAKE,
  { request: 'tools/call', params: { name: 'add', arguments: { a: 2, b: 3 } } },
];

const EVENTS_OF_ADD = ['server.initialize', 'add', 'server.close'];

describe.each(NODES)('every way to switch it on, on %s', (_name, node) => {
  const WAYS = [
    ['node --import', { preload: ['--import', REGISTER_MJS] }],
    ['node --require', { preload: ['--require', REGISTER_CJS] }],
    ['NODE_OPTIONS=--import', { preload: [], env: { NODE_OPTIONS: `--import ${REGISTER_MJS}` } }],
    ['NODE_OPTIONS=--require', { preload: [], env: { NODE_OPTIONS: `--require ${REGISTER_CJS}` } }],
    ['both at once', { preload: ['--require', REGISTER_CJS, '--import', REGISTER_MJS] }],
    ['mcpwatch run --', { preload: [], launcher: [node, inProject('dist', 'cli.js'), 'run', '--'] }],
  ] as const;

  for (const [name, way] of WAYS) {
    it.each(['esm-stdio-server.mjs', 'cjs-stdio-server.cjs', 'v2-stdio-server.mjs'])(
      `${name}: %s is recorded once, and behaves as without us`,
      async (server) => {
        const { plain, watched, events } = await watch({ node, file: fixture(server), steps: ADD, ...way });

        expect(events.map((event) => event.event_name)).toEqual(EVENTS_OF_ADD);
        expect(watched.stdout).toBe(plain.stdout);
        expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
      },
    );
  }
});

describe('a host that fakes time', () => {
  const options = { file: fixture('fakes-time.mjs'), env: { MCPWATCH_SHUTDOWN_TIMEOUT: '300' } };
  const work: Step = { request: 'tools/call', params: { name: 'work' } };
  const wait: Step = { request: 'tools/call', params: { name: 'wait' } };

  it('has its events delivered', async () => {
    const { plain, watched, events } = await watch({ ...options, steps: [...HANDSHAKE, work, wait] });

    expect(events.map((event) => event.event_name)).toEqual(['server.initialize', 'work', 'wait', 'server.close']);
    expect(watched.stdout).toBe(plain.stdout);
  });

  it('ends even if the endpoint never answers', async () => {
    const { plain, watched } = await watch({
      ...options,
      steps: [...HANDSHAKE, work],
      endpoint: ANSWERS.neverAnswers,
    });

    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
    expect(watched.stderr).not.toContain('lost');
  });
});

describe('a host that is not written for mcpwatch', () => {
  it.each(NODES)('keeps its global fetch, headers and dispatcher, on %s', async (_name, node) => {
    const { plain, watched, events } = await watch({
      node,
      file: fixture('host-uses-fetch.mjs'),
      steps: [...HANDSHAKE, { request: 'tools/call', params: { name: 'get' } }],
    });

    expect(watched.stdout).toBe(plain.stdout);
    // Whatever dispatcher exists before the first fetch exists without mcpwatch too.
    expect(watched.stdout).toContain('before: ');
    expect(events.map((event) => event.event_name)).toContain('get');
  });

  it.each(NODES)('ends with its own exit code and output when it has no MCP SDK at all, on %s', async (_name, node) => {
    const { plain, watched } = await watch({ node, file: fixture('no-sdk.mjs'), steps: [], ending: 'exits-by-itself' });

    expect(plain).toMatchObject({ stdout: 'nothing to see\n', exitCode: 3 });
    expect(watched).toMatchObject({ stdout: plain.stdout, exitCode: plain.exitCode });
    expect(watched.stderr).toMatch(/^mcpwatch: nothing was watched: .+\n$/);
  });

  it.each(NODES.flatMap(([name, node]) => ['1', '2'].map((depth) => [depth, name, node] as const)))(
    'gets no line that nothing was watched when its server runs in a worker thread nested %s deep, on %s',
    async (depth, _name, node) => {
      const { plain, watched, events } = await watch({
        node,
        file: fixture('server-in-thread.mjs'),
        fileArgs: [depth],
        steps: [],
        ending: 'exits-by-itself',
      });

      expect(watched).toMatchObject({ stdout: plain.stdout, exitCode: plain.exitCode });
      expect(watched.stderr).toMatch(/^mcpwatch: watching server-in-thread 1\.0\.0 .*\n$/);
      expect(events.map((event) => event.event_name)).toEqual(['server.initialize', 'hello', 'server.close']);
    },
  );

  it('pays nothing and prints nothing when MCPWATCH_DISABLED is set', async () => {
    const { plain, watched, requests } = await watch({
      file: fixture('esm-stdio-server.mjs'),
      steps: ADD,
      env: { MCPWATCH_DISABLED: '1' },
    });

    expect(watched).toEqual(plain);
    expect(requests).toEqual([]);
  });

  it('gets one line on stderr that says what is watched and where events go', async () => {
    const { watched } = await watch({ file: fixture('esm-stdio-server.mjs'), steps: ADD });

    expect(watched.stderr).toMatch(
      /^mcpwatch: watching esm-stdio-server 1\.2\.3 \(@modelcontextprotocol\/sdk \d+\.\d+\.\d+, esm, stdio\); events go to http:\/\/127\.0\.0\.1:\d+\n$/,
    );
  });

  it('gets the line in its own log in a PM2 cluster', async () => {
    const { watched } = await watch({ file: fixture('pm2-cluster.cjs'), steps: ADD });

    expect(watched.stderr).toMatch(/^log of the application: mcpwatch: watching cjs-stdio-server /);
  });

  it('gets no line at all with MCPWATCH_LOG=off', async () => {
    const { watched, events } = await watch({
      file: fixture('esm-stdio-server.mjs'),
      steps: ADD,
      env: { MCPWATCH_LOG: 'off' },
    });

    expect(watched.stderr).toBe('');
    expect(events.map((event) => event.event_name)).toEqual(EVENTS_OF_ADD);
  });

  it('gets a line that names an invalid setting and says what was expected; the default is used', async () => {
    const { watched, events } = await watch({
      file: fixture('esm-stdio-server.mjs'),
      steps: ADD,
      env: { MCPWATCH_SAMPLE_RATE: 'most' },
    });

    expect(watched.stderr).toContain('mcpwatch: MCPWATCH_SAMPLE_RATE: expected a number from 0 to 1, got "most"');
    expect(events.map((event) => event.event_name)).toEqual(EVENTS_OF_ADD);
  });
});

describe('whatever the endpoint does', () => {
  const BAD_HEALTH = [
    ['is down', { endpointUrl: 'http://127.0.0.1:9' }],
    ['fails', { endpoint: ANSWERS.fails }],
    ['answers nonsense', { endpoint: ANSWERS.talksNonsense }],
    ['never answers', { endpoint: ANSWERS.neverAnswers }],
  ] as const;

  it.each(BAD_HEALTH)('it %s: the server behaves as without mcpwatch', async (_name, trouble) => {
    const { plain, watched } = await watch({
      file: fixture('esm-stdio-server.mjs'),
      steps: ADD,
      ...trouble,
      env: { MCPWATCH_SHUTDOWN_TIMEOUT: '300' },
    });

    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
  });
});

describe('whatever a tool returns', () => {
  const NASTY = ['circular', 'bigint', 'throwing-getter', 'huge'] as const;

  it.each(NASTY)('%s: the server behaves as without mcpwatch, and continues', async (name) => {
    const steps: readonly Step[] = [
      ...HANDSHAKE,
      { post: 'tools/call', params: { name } },
      { request: 'tools/call', params: { name: 'fine' } },
    ];
    const { plain, watched, events } = await watch({ file: fixture('nasty-results.mjs'), steps });

    expect(watched.stdout).toBe(plain.stdout);
    expect(hostLines(watched.stderr)).toEqual(hostLines(plain.stderr));
    const calls = events.filter((event) => event.event_type !== 'error');
    expect(calls.map((event) => event.event_name)).toEqual(['server.initialize', name, 'fine', 'server.close']);
  });

  it.each(['circular', 'bigint'])('%s: the failure to send it is recorded as a child of the call', async (name) => {
    const steps: readonly Step[] = [
      ...HANDSHAKE,
      { post: 'tools/call', params: { name } },
      { request: 'tools/call', params: { name: 'fine' } },
    ];
    const { events } = await watch({ file: fixture('nasty-results.mjs'), steps });
    const call = events.find((event) => event.event_name === name);

    expect(events.filter((event) => event.event_type === 'error')).toMatchObject([
      { event_name: 'tools/call', is_error: true, parent_span_id: call?.span_id },
    ]);
  });

  const hostLines = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('host saw'));
});
