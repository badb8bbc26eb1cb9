/** Published servers: some have the SDK inside their own files, one wraps its transport for its own telemetry. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { briefly, checkShort, differs, OK, shortEvents, shortSteps } from './check.mjs';
import { playHttp } from './http-session.mjs';
import { installedVersion, packages } from './packages.mjs';
import { preload } from './program.mjs';

const VERSIONS = {
  'chrome-devtools-mcp': '1.11.0',
  '@playwright/mcp': '0.0.83',
  '@notionhq/notion-mcp-server': '2.5.2',
  '@upstash/context7-mcp': '4.1.1',
};

const UNKNOWN_TOOL = { name: 'no-such-tool', args: {} };

/** Calls that need no browser and no network: the server answers each with an error. */
const SERVERS = [
  {
    name: 'chrome-devtools-mcp',
    file: 'build/src/bin/chrome-devtools-mcp.js',
    args: ['--usageStatistics=false'],
    tool: { name: 'list_pages', args: { unknown: [] } },
  },
  { name: '@playwright/mcp', file: 'cli.js', args: [], tool: { name: 'browser_close', args: {} } },
  { name: '@notionhq/notion-mcp-server', file: 'bin/cli.mjs', args: [], tool: UNKNOWN_TOOL },
  { name: '@upstash/context7-mcp', file: 'dist/index.js', args: [], tool: UNKNOWN_TOOL },
];

export async function* publishedCells() {
  const folder = await packages('published', VERSIONS);
  // Nothing here asks the network; the address is in case one does.
  const env = { CI: '1', NOTION_TOKEN: 'secret_none', CONTEXT7_API_URL: 'http://127.0.0.1:9' };
  const options = { cwd: folder, env };
  const pairOf = (how, command) => ({
    without: [process.execPath, command, options],
    with: [process.execPath, [...preload(how), ...command], options],
  });
  for (const { name, file, args, tool } of SERVERS) {
    const path = join(folder, 'node_modules', name, file);
    const row = `${name} ${installedVersion(folder, name)}`;
    for (const how of ['import', 'require']) {
      yield {
        row,
        column: `--${how}`,
        run: (receiver) =>
          checkShort(pairOf(how, [path, ...args]), receiver, {
            steps: shortSteps(tool),
            events: shortEvents(tool.name, ' | failed'),
          }),
      };
    }
  }
  const context7 = join(folder, 'node_modules', '@upstash/context7-mcp', 'dist/index.js');
  for (const how of ['import', 'require']) {
    yield {
      row: `@upstash/context7-mcp ${installedVersion(folder, '@upstash/context7-mcp')}, HTTP`,
      column: `--${how}`,
      run: (receiver) => checkHttp((port) => pairOf(how, [context7, '--transport', 'http', '--port', port]), receiver),
    };
  }
}

async function checkHttp(pairAt, receiver) {
  const call = { method: 'tools/call', params: { name: UNKNOWN_TOOL.name, arguments: UNKNOWN_TOOL.args } };
  const play = async (how, to) => {
    const free = String(await freePort());
    const port = async (program) => {
      await program.line((line) => line.includes('running on HTTP'), { from: program.errors });
      return free;
    };
    return playHttp(pairAt(free)[how], '/mcp', to, { call, port });
  };
  const plain = await play('without');
  const watched = await play('with', receiver);
  if (!isDeepStrictEqual(plain.replies, watched.replies)) {
    return differs(`the client sees another answer: ${JSON.stringify([plain.replies, watched.replies]).slice(0, 400)}`);
  }
  const seen = watched.events.map(briefly);
  const expected = shortEvents(UNKNOWN_TOOL.name, ' | failed');
  return isDeepStrictEqual(seen, expected) ? OK : differs(`events: ${seen.join('; ')}`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
