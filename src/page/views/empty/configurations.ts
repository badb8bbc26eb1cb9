/** Configuration that can be pasted, with the paths of this machine. */
import type { Setup } from '../../../analysis/state/collector-state.js';

export interface Configuration {
  readonly name: string;
  /** Where it goes. */
  readonly where: string;
  readonly text: string;
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** A server under the preload: its own command, with the preload in front. */
function server(setup: Setup) {
  const args = ['--import', fileUrl(setup.register), '/path/to/your/server.js'];
  return { command: setup.node, args, ...(Object.keys(setup.env).length === 0 ? {} : { env: setup.env }) };
}

function shellEnv({ env, platform }: Setup): readonly string[] {
  return platform === 'win32' ? [] : Object.entries(env).map(([name, value]) => `${name}=${shellWord(value)}`);
}

/** `--import` takes a URL, in which `#` and `?` end the path; a Windows path is none. */
export function fileUrl(path: string): string {
  const forward = path.replaceAll('\\', '/');
  const whole = forward.startsWith('/') ? `file://${forward}` : `file:///${forward}`;
  return encodeURI(whole).replaceAll('#', '%23').replaceAll('?', '%3F');
}

/** In single quotation marks where a shell would take the text apart. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const CLAUDE_DESKTOP: Readonly<Record<string, string>> = {
  darwin: '~/Library/Application Support/Claude/claude_desktop_config.json',
  win32: '%APPDATA%\\Claude\\claude_desktop_config.json',
};

export function configurationsFor(setup: Setup): readonly Configuration[] {
  const own = server(setup);
  return [
    {
      name: 'Shell',
      where: 'Any command: what it starts is observed too.',
      text: [...shellEnv(setup), shellWord(setup.node), shellWord(setup.cli), 'run -- node server.js'].join(' '),
    },
    {
      name: 'Claude Desktop',
      where: CLAUDE_DESKTOP[setup.platform] ?? '~/.config/Claude/claude_desktop_config.json',
      text: json({ mcpServers: { 'my-server': own } }),
    },
    {
      name: 'Cursor',
      where: '.cursor/mcp.json in the project, or ~/.cursor/mcp.json',
      text: json({ mcpServers: { 'my-server': own } }),
    },
    { name: 'VS Code', where: '.vscode/mcp.json', text: json({ servers: { 'my-server': { type: 'stdio', ...own } } }) },
    {
      name: 'Docker',
      where: 'Linux: the container uses the network of this machine.',
      text: [
        'RUN npm install mcpwatch',
        'ENV NODE_OPTIONS="--import mcpwatch/register"',
        '',
        `docker run --network host -e MCPWATCH_ENDPOINT=${setup.endpoint} -i my-image`,
      ].join('\n'),
    },
    {
      name: 'CI',
      where: 'GitHub Actions, or any script: events stay on the machine until they are looked at.',
      text: ['- run: npx mcpwatch run -- npm test', '- run: npx mcpwatch spool'].join('\n'),
    },
  ];
}
