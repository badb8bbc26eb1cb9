/** The MCP clients whose configuration doctor knows, one row each. */
import { join } from 'node:path';

export interface Client {
  readonly name: string;
  /** The key that holds the servers. */
  readonly root: 'mcpServers' | 'servers';
  readonly allowsComments: boolean;
  /** Whether its servers get all of its environment, or only the variables that the official SDK passes on. */
  readonly passesOnEverything: boolean;
  /** Where its files are; the first that exists is read. */
  files(place: Place): readonly string[];
}

export interface Place {
  readonly home: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** The folder where programs keep their settings. */
function settingsFolder({ home, env, platform }: Place): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
  return env['XDG_CONFIG_HOME'] ?? join(home, '.config');
}

export const CLIENTS: Readonly<Record<string, Client>> = {
  'claude-desktop': {
    name: 'Claude Desktop',
    root: 'mcpServers',
    allowsComments: false,
    passesOnEverything: false,
    files: (place) => [join(settingsFolder(place), 'Claude', 'claude_desktop_config.json')],
  },
  'claude-code': {
    name: 'Claude Code',
    root: 'mcpServers',
    allowsComments: false,
    passesOnEverything: true,
    files: ({ cwd, home }) => [join(cwd, '.mcp.json'), join(home, '.claude.json')],
  },
  cursor: {
    name: 'Cursor',
    root: 'mcpServers',
    allowsComments: true,
    passesOnEverything: true,
    files: ({ cwd, home }) => [join(cwd, '.cursor', 'mcp.json'), join(home, '.cursor', 'mcp.json')],
  },
  vscode: {
    name: 'VS Code',
    root: 'servers',
    allowsComments: true,
    passesOnEverything: true,
    files: (place) => [join(place.cwd, '.vscode', 'mcp.json'), join(settingsFolder(place), 'Code', 'User', 'mcp.json')],
  },
};

/** Whose file it is, by its path and its contents; `undefined`: nobody’s that is known. */
export function clientOfFile(path: string, text: string): Client | undefined {
  if (/claude_desktop_config\.json$/.test(path)) return CLIENTS['claude-desktop'];
  if (/[/\\]\.cursor[/\\]/.test(path)) return CLIENTS['cursor'];
  if (/[/\\](?:\.vscode|Code[/\\]User)[/\\]/.test(path)) return CLIENTS['vscode'];
  if (/[/\\]\.(?:mcp|claude)\.json$/.test(path)) return CLIENTS['claude-code'];
  return !/"mcpServers"/.test(text) && /"servers"/.test(text) ? CLIENTS['vscode'] : undefined;
}

/** For a file of a client that is not known: the rules that most of them share. */
export const SOME_CLIENT: Client = {
  name: 'the client',
  root: 'mcpServers',
  allowsComments: false,
  passesOnEverything: false,
  files: () => [],
};
