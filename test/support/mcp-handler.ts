/** Runs fixtures/v2-mcp-handler.mjs, with the SDK installed or bundled, and ends it normally. */
import { once } from 'node:events';
import type { McpWatchEvent } from '../../src/model.js';
import { startEndpoint } from './endpoint.js';
import { start } from './program.js';
import { withTemporaryFolder } from './project.js';

export type UseHandler<T> = (url: string, handler: { close(): Promise<void> }) => Promise<T>;

export interface HandlerRun<T> {
  /** Node, its options, and the program. */
  readonly command: readonly string[];
  /** Options of `createMcpHandler`. */
  readonly options?: object;
  readonly use: UseHandler<T>;
}

/** Returns the result of `use`, the events that were recorded, and what was printed on stderr. */
export function serveMcpHandler<T>({ command, options = {}, use }: HandlerRun<T>) {
  return withTemporaryFolder(async (spool) => {
    const endpoint = await startEndpoint();
    const env = {
      ...process.env,
      MCPWATCH_ENDPOINT: endpoint.url,
      MCPWATCH_API_KEY: endpoint.key,
      MCPWATCH_SPOOL_DIR: spool,
      MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
    };
    const [node = process.execPath, ...args] = command;
    const program = start(node, [...args, JSON.stringify(options)], { env });
    const close = async () => {
      program.child.stdin?.end();
      await once(program.child, 'exit');
    };
    try {
      const [, port] = await program.saw('stdout', /port (\d+)/);
      const result = await use(`http://127.0.0.1:${port}`, { close });
      if (program.child.exitCode === null) await close();
      const { stderr } = await program.ended;
      return { result, events: endpoint.events as readonly McpWatchEvent[], stderr };
    } finally {
      program.child.kill('SIGKILL');
      await endpoint.close();
    }
  });
}
