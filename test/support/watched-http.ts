/** A fixture that serves MCP over HTTP and prints its port: started with mcpwatch, used, and ended. */
import type { McpWatchEvent } from '../../src/model.js';
import { startEndpoint } from './endpoint.js';
import { start } from './program.js';
import { fixture, REGISTER_MJS, withTemporaryFolder } from './project.js';

export interface ServedHttp {
  readonly url: URL;
  /** What has reached the endpoint so far. */
  events(): readonly McpWatchEvent[];
  /** Lines on the server's stderr. */
  saw(pattern: RegExp): Promise<unknown>;
}

export interface HttpRun<T> {
  readonly node?: string;
  readonly flags?: readonly string[];
  readonly fixture: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly use: (served: ServedHttp) => Promise<T>;
}

/** Returns what `use` did, and all events that were recorded by the end. */
export function watchHttp<T>(run: HttpRun<T>) {
  const { node = process.execPath, flags = [], args = [], use } = run;
  return withTemporaryFolder(async (spool) => {
    const endpoint = await startEndpoint();
    const env = {
      ...process.env,
      NODE_OPTIONS: undefined,
      MCPWATCH_ENDPOINT: endpoint.url,
      MCPWATCH_API_KEY: endpoint.key,
      MCPWATCH_SPOOL_DIR: spool,
      MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
      ...run.env,
    };
    const program = start(node, ['--import', REGISTER_MJS, ...flags, fixture(run.fixture), ...args], { env });
    try {
      const [, port] = await program.saw('stdout', /(\d+)/);
      const result = await use({
        url: new URL(`http://127.0.0.1:${port}/mcp`),
        events: () => endpoint.events,
        saw: (pattern) => program.saw('stderr', pattern),
      });
      program.child.kill('SIGTERM');
      const { stderr } = await program.ended;
      return { result, events: endpoint.events, stderr };
    } finally {
      program.child.kill('SIGKILL');
      await endpoint.close();
    }
  });
}

export interface Posted {
  readonly status: number;
  readonly session: string;
  readonly text: string;
}

/** One POST as a client would make it; `headers` replace the usual ones. */
export async function post(url: URL, body: unknown, headers: Record<string, string> = {}): Promise<Posted> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    session: response.headers.get('mcp-session-id') ?? '',
    text: await response.text(),
  };
}

export const request = (id: unknown, method: string, params: object = {}) => ({ jsonrpc: '2.0', id, method, params });

export const initialize = (name: string, protocolVersion = '2025-06-18') =>
  request(0, 'initialize', { protocolVersion, capabilities: {}, clientInfo: { name, version: '1.0.0' } });
