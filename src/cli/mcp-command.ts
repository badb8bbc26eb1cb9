/** `mcpwatch mcp`: an MCP server through which a coding agent reads what was observed. */
import type { Command, Flags } from './command.js';
import { parseFlags } from './flags.js';
import type { WithSource } from './mcp/events-server.js';
import type { EventSource } from './source/event-source.js';
import { openSource } from './source/open-source.js';

const FLAGS = {
  file: { type: 'string', value: '<file>', meaning: 'read a JSONL file or a database instead of `mcpwatch dev`' },
} as const satisfies Flags;

export const mcpCommand = {
  meta: {
    usage: '[--file <file>]',
    flags: FLAGS,
    details: [
      'Serves MCP on stdin and stdout, for a client to start: list_servers, list_sessions, search_calls, get_call, tool_stats,\n' +
        'list_problems and compare_calls, and resources for calls and sessions. It reads the running `mcpwatch dev`, or what the\n' +
        'last one has stored; it writes nothing, and is not observed itself.',
    ],
    examples: ['claude mcp add mcpwatch -- npx -y mcpwatch mcp', 'mcpwatch mcp --file events.jsonl'],
    exitCodes: [['0', 'the client has gone, or Ctrl-C']],
  },
  async run(args, io) {
    const { values } = parseFlags({ args, flags: FLAGS });
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
    // A client that reads no more has gone, also where it keeps stdin open.
    io.stdout.on('error', () => stop.abort());
    forgetPreload();
    const { serveEvents } = await import('./mcp/events-server.js');
    await serveEvents(sourceOpener(values.file, io.env), stop.signal);
    return 0;
  },
} satisfies Command;

/**
 * A client may start this under the preload too, with NODE_OPTIONS. What it says about the observed servers would be
 * observed again, without end: without this object the SDK, which is loaded next, finds nobody to report to.
 */
function forgetPreload(): void {
  Reflect.deleteProperty(globalThis, Symbol.for('mcpwatch'));
}

/** `mcpwatch dev` may be started and stopped while this runs: each question looks again. A file is read once. */
function sourceOpener(file: string | undefined, env: NodeJS.ProcessEnv): WithSource {
  let kept: Promise<EventSource> | undefined;
  return async (use) => {
    if (file !== undefined) {
      kept ??= openSource(file, env);
      return use(await kept);
    }
    const source = await openSource(undefined, env);
    try {
      return await use(source);
    } finally {
      await source.close();
    }
  };
}
