/** Runs the same session without and with mcpwatch, to compare what the client sees and return what was recorded. */
import { readdirSync } from 'node:fs';
import type { McpWatchEvent } from '../../src/model.js';
import { ANSWERS, type Answer, type Received, startEndpoint } from './endpoint.js';
import { REGISTER_MJS, withTemporaryFolder } from './project.js';
import { runStdio, type StdioRun, type StdioRunOptions } from './stdio-run.js';

export interface Watched {
  readonly plain: StdioRun;
  readonly watched: StdioRun;
  readonly events: readonly McpWatchEvent[];
  readonly requests: readonly Received[];
  /** Files left in the spool. */
  readonly spooled: readonly string[];
}

export interface WatchOptions extends Omit<StdioRunOptions, 'command'> {
  readonly node?: string;
  /** Node options that load mcpwatch; `--import` by default. */
  readonly preload?: readonly string[];
  /** What runs Node, in both runs. */
  readonly runner?: readonly string[];
  /** Options of Node, in both runs. */
  readonly nodeFlags?: readonly string[];
  readonly file: string;
  readonly fileArgs?: readonly string[];
  /** Environment of the run without mcpwatch; `env` is that of the watched run. */
  readonly plainEnv?: Readonly<Record<string, string>>;
  /** Put in front of the whole command, in the watched run only. */
  readonly launcher?: readonly string[];
  readonly endpoint?: Answer;
  /** Replaces the address of the endpoint. */
  readonly endpointUrl?: string;
}

export function watch(options: WatchOptions): Promise<Watched> {
  const {
    node = process.execPath,
    preload = ['--import', REGISTER_MJS],
    launcher = [],
    runner = [],
    nodeFlags = [],
    fileArgs = [],
  } = options;
  return withTemporaryFolder(async (spool) => {
    const endpoint = await startEndpoint(options.endpoint ?? ANSWERS.accepts);
    try {
      const [plainProgram = node, ...plainArgs] = [...runner, node, ...nodeFlags, options.file, ...fileArgs];
      const plain = await runStdio({
        ...options,
        env: options.plainEnv ?? {},
        command: [plainProgram, ...plainArgs],
      });
      const env = {
        MCPWATCH_ENDPOINT: options.endpointUrl ?? endpoint.url,
        MCPWATCH_API_KEY: endpoint.key,
        MCPWATCH_SPOOL_DIR: spool,
        // On a busy machine delivery may take longer; the tests are about whether events arrive, not when.
        MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
        ...options.env,
      };
      const [program = node, ...rest] = [
        ...launcher,
        ...runner,
        node,
        ...nodeFlags,
        ...preload,
        options.file,
        ...fileArgs,
      ];
      const watched = await runStdio({ ...options, env, command: [program, ...rest] });
      return { plain, watched, events: endpoint.events, requests: endpoint.requests, spooled: readdirSync(spool) };
    } finally {
      await endpoint.close();
    }
  });
}
