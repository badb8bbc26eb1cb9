/** Messages that SDK v2's entry points answer themselves, without a server; installed, and inlined by a bundler. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { serveMcpHandler, type UseHandler } from '../support/mcp-handler.js';
import { fixture, NODES, REGISTER_MJS } from '../support/project.js';
import type { Step } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

const REVISION = '2026-07-28';

function modern(params: object, revision = REVISION): object {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': revision,
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'modern', version: '9.0' },
  };
  return { ...params, _meta };
}

const call = (name: string, args: object = {}): Step => ({
  request: 'tools/call',
  params: modern({ name, arguments: args }),
});
const LEGACY_INITIALIZE = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'old', version: '1.0' },
};

/** `initialize modern`, `error tools/list -32022`: enough to distinguish events. */
const summary = (event: McpWatchEvent) =>
  [event.event_type, event.event_name, event.error_code, event.attributes['error.type']].filter(Boolean).join(' ');

const bundles = mkdtempSync(join(tmpdir(), 'mcpwatch-bundles-'));
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

type Install = (name: string) => Promise<string>;
const asInstalled: Install = async (name) => fixture(name);

/** Named like the file of which stack traces tell. */
async function bundle(name: string, format: 'esm' | 'cjs', minify: boolean): Promise<string> {
  const outfile = join(bundles, `${name}-${format}-${minify}`, format === 'esm' ? 'v2.mjs' : 'v2.cjs');
  // A dependency of the fixture requires Node's modules, which esbuild leaves to the host in ESM.
  const js =
    format === 'esm' ? "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" : '';
  await build({
    entryPoints: [fixture(name)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'es2020',
    format,
    minify,
    banner: { js },
    logLevel: 'error',
  });
  return outfile;
}

const [newest] = NODES;
const SERVERS: readonly (readonly [name: string, node: string, install: Install])[] = [
  ...NODES.map(([name, node]) => [name, node, asInstalled] as const),
  [`${newest?.[0]}, in a bundle`, newest?.[1] ?? '', (name) => bundle(name, 'cjs', false)],
  [`${newest?.[0]}, in a minified bundle`, newest?.[1] ?? '', (name) => bundle(name, 'esm', true)],
];

describe.each(SERVERS)('serveStdio on %s', (_name, node, install) => {
  const serve = async (steps: readonly Step[], options: object = {}) =>
    watch({ node, file: await install('v2-serve-stdio.mjs'), fileArgs: [JSON.stringify(options)], steps });

  it('records rejections, listening and calls once each, and its client sees no difference', async () => {
    const { plain, watched, events } = await serve([
      { request: 'tools/list', params: modern({}, '2099-01-01') },
      { request: 'server/discover', params: modern({}) },
      call('echo', { text: 'x' }),
      { post: 'subscriptions/listen', params: modern({ notifications: { toolsListChanged: true } }) },
      { until: 'notifications/subscriptions/acknowledged' },
      { request: 'subscriptions/listen', params: modern({}) },
      call('change'),
      { request: 'initialize', params: LEGACY_INITIALIZE },
      call('fail'),
    ]);

    expect(watched.stdout).toBe(plain.stdout);
    expect(events.map(summary)).toEqual([
      'error tools/list -32022 -32022',
      'initialize server.initialize',
      'tool_call echo',
      'error subscriptions/listen -32602 -32602',
      'notification notifications/tools/list_changed',
      'tool_call change',
      'initialize server.initialize -32022 -32022',
      'tool_call fail tool_error',
      'close server.close',
    ]);
    for (const event of events) expect(event).toMatchObject({ transport_type: 'stdio', client_name: 'modern' });
    for (const event of events.slice(1)) {
      expect(event).toMatchObject({ server_name: 'matrix', mcp_protocol_version: REVISION });
    }
    expect(watched.stderr).toMatch(/^mcpwatch: watching matrix 1\.2\.3 \([^\n]*, stdio\)/);
    expect(events.at(-2)?.attributes['exception.stacktrace']).toMatch(/v2\.[cm]js/);
  });

  it('serves a client of 2025 as one session', async () => {
    const { plain, watched, events } = await serve([
      { request: 'initialize', params: LEGACY_INITIALIZE },
      { notify: 'notifications/initialized' },
      { request: 'tools/call', params: { name: 'change', arguments: {} } },
    ]);

    expect(watched.stdout).toBe(plain.stdout);
    expect(events.map(summary)).toEqual([
      'initialize server.initialize',
      'notification notifications/tools/list_changed',
      'tool_call change',
      'close server.close',
    ]);
    for (const event of events) {
      expect(event).toMatchObject({ client_name: 'old', server_name: 'matrix', mcp_protocol_version: '2025-06-18' });
    }
  });

  it('records a client that it rejects', async () => {
    const { plain, watched, events } = await serve([{ request: 'initialize', params: LEGACY_INITIALIZE }], {
      legacy: 'reject',
    });

    expect(watched.stdout).toBe(plain.stdout);
    expect(events.map(summary)).toEqual(['initialize server.initialize -32022 -32022', 'close server.close']);
  });
});

const HOW_PASSED_ON = ['same', 'copies', 'later'] as const;

describe.each(NODES)('serveStdio on %s, with a transport of the host in between', (_name, node) => {
  describe.each(HOW_PASSED_ON)('that passes messages on (%s)', (how) => {
    it.each([
      ['2026-07-28', [call('echo', { text: 'x' }), call('fail')]],
      [
        '2025-06-18',
        [
          { request: 'initialize', params: LEGACY_INITIALIZE },
          { notify: 'notifications/initialized' },
          { request: 'tools/call', params: { name: 'echo', arguments: { text: 'x' } } },
          { request: 'tools/call', params: { name: 'fail', arguments: {} } },
        ],
      ],
    ] as const)('records each message of revision %s once, with the name of the server (#9 A3)', async (_, steps) => {
      const { plain, watched, events } = await watch({
        node,
        file: fixture('v2-decorated.mjs'),
        fileArgs: [how],
        steps,
      });

      expect(watched.stdout).toBe(plain.stdout);
      expect(events.map(summary)).toEqual([
        'initialize server.initialize',
        'tool_call echo',
        'tool_call fail tool_error',
        'close server.close',
      ]);
      for (const event of events) expect(event).toMatchObject({ server_name: 'matrix', transport_type: 'stdio' });
      expect(events[2]?.attributes).toMatchObject({ 'exception.type': 'TypeError' });
    });
  });
});

describe.each(SERVERS)('createMcpHandler on %s', (_name, node, install) => {
  const serve = async <T>(preload: readonly string[], use: UseHandler<T>) =>
    serveMcpHandler({ command: [node, ...preload, await install('v2-mcp-handler.mjs')], use });

  interface Reply {
    readonly status: number;
    readonly type: string | null;
    readonly text: string;
  }

  function post(url: string, method: string, params: object, headers: Record<string, string> = {}) {
    const name = (params as { name?: string }).name;
    return fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': REVISION,
        'mcp-method': method,
        ...(name !== undefined && { 'mcp-name': name }),
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
  }

  async function read(pending: Promise<Response>): Promise<Reply> {
    const response = await pending;
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  }

  const WATCHED = ['--import', REGISTER_MJS];
  const echo = modern({ name: 'echo', arguments: { text: 'x' } });

  it('records what it rejects, and its client sees no difference', async () => {
    const use = async (url: string) => [
      await read(post(url, 'tools/list', modern({}, '2099-01-01'), { 'mcp-protocol-version': '2099-01-01' })),
      await read(post(url, 'tools/call', echo, { 'mcp-method': 'tools/list' })),
      await read(post(url, 'tools/call', echo)),
      await read(post(url, 'resources/list', modern({}), { 'mcp-protocol-version': '' })),
      await read(fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' })),
      await read(fetch(url)),
    ];
    const plain = await serve([], use);
    const watched = await serve(WATCHED, use);

    expect(watched.result).toEqual(plain.result);
    expect(watched.events.map(summary)).toEqual([
      'error tools/list -32022 -32022',
      'tool_call echo -32020 -32020',
      'initialize server.initialize',
      'tool_call echo',
      'error resources/list -32020 -32020',
      expect.stringMatching(/^error (?:protocol|transport)\.error/),
      'close server.close',
    ]);
    for (const event of watched.events) expect(event.transport_type).toBe('streamable-http');
    expect(watched.events[1]).toMatchObject({ request_params: { text: 'x' }, client_name: 'modern' });
    expect(watched.events[4]).toMatchObject({ server_name: 'matrix' });
    // The first of them are rejected before there is a server that could be named.
    expect(watched.stderr).toMatch(/^mcpwatch: watching matrix 1\.2\.3 \([^\n]*, streamable-http\)/);
  });

  it('records each notification to a listener once', async () => {
    const { result, events } = await serve(WATCHED, async (url, { close }) => {
      const filter = { toolsListChanged: true, resourceSubscriptions: ['matrix://static'] };
      const response = await post(url, 'subscriptions/listen', modern({ notifications: filter }));
      await fetch(`${url}/notify`);
      const text = response.text();
      await close();
      return text;
    });

    expect(result.match(/"method":"[^"]+"/g)).toEqual([
      '"method":"notifications/subscriptions/acknowledged"',
      '"method":"notifications/tools/list_changed"',
      '"method":"notifications/resources/updated"',
    ]);
    expect(events.map(summary)).toEqual([
      'initialize server.initialize',
      'notification notifications/tools/list_changed',
      'notification notifications/resources/updated',
      'close server.close',
    ]);
    for (const event of events.slice(1, 3)) {
      expect(event).toMatchObject({ client_name: 'modern', server_name: 'matrix', mcp_protocol_version: REVISION });
    }
  });

  it('records a listener that it rejects', async () => {
    const { events } = await serve(WATCHED, (url) => read(post(url, 'subscriptions/listen', modern({}))));

    expect(events.map(summary)).toContain('error subscriptions/listen -32602 -32602');
  });
});
