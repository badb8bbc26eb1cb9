/** `mcpwatch dev`: the local endpoint, with one line an event. */
import { parseArgs } from 'node:util';
import { createCollector } from '../collector/collector.js';
import { eventLine, lineStyle } from '../collector/terminal-line.js';
import { LOCAL_ENDPOINT, parseConfig } from '../config.js';
import { type Command, type CommandIo, parseFlags, UsageError } from './command.js';
import { takeWaitingEvents } from './waiting-events.js';

const DEFAULT_PORT = Number(new URL(LOCAL_ENDPOINT).port);

export const devCommand = {
  meta: {
    name: 'dev',
    summary: 'receive events on this machine and print them',
    usage: `dev [--port ${DEFAULT_PORT}] [--json]`,
    flags: [
      ['--port <number>', `port on 127.0.0.1 (default ${DEFAULT_PORT}; 0: any free one)`],
      ['--json', 'one JSON object a line instead of readable text'],
    ],
    details: [
      'Servers without an MCPWATCH_API_KEY send here by default; what they could not send while nobody listened is\n' +
        'taken from the spool on this machine.',
    ],
  },
  async run(args, io) {
    const { port, json } = readFlags(args);
    let received = 0;
    const collector = createCollector({
      onEvent(event) {
        received += 1;
        io.stdout.write(`${json ? JSON.stringify(event) : eventLine(event, lineStyle(io.stdout, io.env))}\n`);
      },
    });
    const stopped = untilStopped(io);
    try {
      io.say(`listening on ${await collector.listen(port)} (Ctrl-C ends)`);
    } catch (error) {
      io.say(listenFailure(port, error as NodeJS.ErrnoException));
      return 1;
    }
    const { settings } = parseConfig(io.env);
    const stopTaking = takeWaitingEvents({ spool: settings.spool, take: collector.take, say: io.say });
    await stopped;
    stopTaking();
    await collector.close();
    io.say(`${received} ${received === 1 ? 'event' : 'events'} received`);
    return 0;
  },
} satisfies Command;

function readFlags(args: readonly string[]): { port: number; json: boolean } {
  const { values } = parseFlags(() =>
    parseArgs({
      args: [...args],
      options: { port: { type: 'string' }, json: { type: 'boolean' } },
      strict: true,
    }),
  );
  const raw = values.port ?? String(DEFAULT_PORT);
  const port = /^\d{1,5}$/.test(raw) ? Number(raw) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`--port: expected a number from 0 to 65535, got ${JSON.stringify(raw)}`);
  return { port, json: values.json ?? false };
}

const LISTEN_FAILURES: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) =>
    `port ${port} is taken: is another mcpwatch dev running? Stop it, or choose another with --port and point servers there with MCPWATCH_ENDPOINT=http://127.0.0.1:<port>`,
  EACCES: (port) => `port ${port} is not permitted: choose one above 1023 with --port`,
};

function listenFailure(port: number, error: NodeJS.ErrnoException): string {
  return LISTEN_FAILURES[error.code ?? '']?.(port) ?? `cannot listen on port ${port}: ${error.message}`;
}

/** Ctrl-C, a polite kill, the terminal gone, or the reader of our lines gone. */
function untilStopped(io: CommandIo): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    io.stdout.on('error', () => resolve());
  });
}
