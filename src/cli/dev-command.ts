/** `mcpwatch dev`: the local endpoint. Prints one line for each event. */
import { createCollector } from '../collector/collector.js';
import type { Received } from '../collector/receive/parse-batch.js';
import { eventLine, lineStyle } from '../collector/terminal/terminal-line.js';
import { printableJson } from '../collector/terminal/terminal-text.js';
import { LOCAL_ENDPOINT } from '../config/endpoint.js';
import { parseConfig } from '../config/parse-config.js';
import type { Command, CommandIo, Flags } from './command.js';
import { parseFlags } from './flags.js';
import { listenLocally } from './local-listening.js';
import { UsageError } from './usage-error.js';
import { takeWaitingEvents } from './waiting-events.js';

const DEFAULT_PORT = Number(new URL(LOCAL_ENDPOINT).port);

const FLAGS = {
  port: {
    type: 'string',
    value: '<number>',
    meaning: `the port to listen on at 127.0.0.1 (default ${DEFAULT_PORT}; 0 takes any free port)`,
  },
  json: { type: 'boolean', meaning: 'print each event as one line of JSON' },
} as const satisfies Flags;

export const devCommand = {
  meta: {
    usage: '[--port <number>] [--json]',
    flags: FLAGS,
    details: [
      'Servers without an MCPWATCH_API_KEY send their events here by default. Events that could not be sent because\n' +
        'nothing was listening wait in the spool on this machine, and are printed when this command starts.',
    ],
    examples: ['mcpwatch dev', "mcpwatch dev --json | jq 'select(.is_error)'"],
    exitCodes: [
      ['0', 'stopped by Ctrl-C, SIGTERM or SIGHUP, or because nobody reads its output any more'],
      ['1', 'the port cannot be listened on'],
    ],
  },
  async run(args, io) {
    const { port, json } = readFlags(args);
    const print = printer(io, json);
    let received = 0;
    const collector = createCollector({
      onEvent(event) {
        received += 1;
        print(event);
      },
    });
    const stopped = untilStopped(io);
    try {
      io.say(`listening on ${await collector.listen(port)} (Ctrl-C stops it)`);
    } catch (error) {
      io.say(listenFailure(port, error));
      return 1;
    }
    const { settings } = parseConfig(io.env);
    const { spool } = settings;
    if (spool.kind === 'disk') {
      await listenLocally({ dir: spool.dir, listen: collector.listenOnSocket, say: io.say });
    }
    const stopTaking = takeWaitingEvents({ spool, take: collector.take, say: io.say });
    await stopped;
    stopTaking();
    await collector.close();
    io.say(`${received} ${received === 1 ? 'event' : 'events'} received`);
    return 0;
  },
} satisfies Command;

function readFlags(args: readonly string[]): { port: number; json: boolean } {
  const { values } = parseFlags({ args, flags: FLAGS });
  const raw = values.port ?? String(DEFAULT_PORT);
  const port = /^\d{1,5}$/.test(raw) ? Number(raw) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`--port: expected a number from 0 to 65535, got ${JSON.stringify(raw)}`);
  return { port, json: values.json ?? false };
}

function printer({ stdout, env }: CommandIo, json: boolean): (received: Received) => void {
  const lineOf = ({ event, text }: Received) => (json ? printableJson(text) : eventLine(event, lineStyle(stdout, env)));
  return (received) => {
    stdout.write(`${lineOf(received)}\n`);
  };
}

const LISTEN_FAILURES: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) =>
    `port ${port} is in use: is another mcpwatch dev running? Stop it, or choose another port with --port and point servers to it with MCPWATCH_ENDPOINT=http://127.0.0.1:<port>`,
  EACCES: (port) => `port ${port} is not permitted: choose one above 1023 with --port`,
};

function listenFailure(port: number, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return LISTEN_FAILURES[code]?.(port) ?? `cannot listen on port ${port}: ${String(error)}`;
}

/** Resolves on Ctrl-C or SIGTERM, when the terminal is closed, and when nobody reads our output any more. */
function untilStopped(io: CommandIo): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    io.stdout.on('error', () => resolve());
  });
}
