/** Published servers with the SDK inside their own files. */
import { join } from 'node:path';
import { checkShort, shortEvents, shortSteps } from './check.mjs';
import { installedVersion, packages } from './packages.mjs';
import { preload } from './program.mjs';

const VERSIONS = {
  'chrome-devtools-mcp': '1.11.0',
  '@playwright/mcp': '0.0.83',
  '@notionhq/notion-mcp-server': '2.5.2',
};

/** Calls that need no browser and no network: the server answers each with an error. */
const SERVERS = [
  {
    name: 'chrome-devtools-mcp',
    file: 'build/src/bin/chrome-devtools-mcp.js',
    args: ['--usageStatistics=false'],
    tool: { name: 'list_pages', args: { unknown: [] } },
  },
  { name: '@playwright/mcp', file: 'cli.js', args: [], tool: { name: 'browser_close', args: {} } },
  { name: '@notionhq/notion-mcp-server', file: 'bin/cli.mjs', args: [], tool: { name: 'no-such-tool', args: {} } },
];

export async function* publishedCells() {
  const folder = await packages('published', VERSIONS);
  for (const { name, file, args, tool } of SERVERS) {
    const path = join(folder, 'node_modules', name, file);
    for (const how of ['import', 'require']) {
      yield {
        row: `${name} ${installedVersion(folder, name)}`,
        column: `--${how}`,
        run(receiver) {
          const options = { cwd: folder, env: { CI: '1', NOTION_TOKEN: 'secret_none' } };
          const pair = {
            without: [process.execPath, [path, ...args], options],
            with: [process.execPath, [...preload(how), path, ...args], options],
          };
          return checkShort(pair, receiver, { steps: shortSteps(tool), events: shortEvents(tool.name, ' | failed') });
        },
      };
    }
  }
}
