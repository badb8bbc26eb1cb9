/** `mcpwatch dev`: collects events on this machine, prints one line for each, and serves the page. */
import { isatty } from 'node:tty';
import { setFlagsFromString } from 'node:v8';
import { parseConfig } from '../config/parse-config.js';
import type { Command, CommandIo } from './command.js';
import { concludeProgram } from './conclude-program.js';
import { type Demo, prepareDemo } from './dev/demo.js';
import { type DevCollector, startDevCollector } from './dev/dev-collector.js';
import { DEV_FLAGS, type DevOptions, readDevOptions } from './dev/dev-flags.js';
import { awaitRunning, devFolder, findRunning, type Running, readToken, tokenProblem } from './dev/dev-folder.js';
import { runUnderDev } from './dev/dev-program.js';
import { listenFailure } from './dev/listen-failure.js';
import { openBrowser } from './dev/open-browser.js';
import { RowPrinter } from './dev/row-printer.js';
import { Stop } from './dev/stop.js';
import type { Ending } from './program.js';

/** Another program may have the port; the database is in use by a `mcpwatch dev` that is about to listen. */
const PORT_TAKEN_MS = 1200;
const DATABASE_TAKEN_MS = 6000;

export const devCommand = {
  meta: {
    usage: '[--port <number>] [--json] [--open] [--db <file> | --memory] [--demo] [-- <command> [arguments…]]',
    flags: DEV_FLAGS,
    details: [
      'Servers without an MCPWATCH_API_KEY send their events here by default. Events that could not be sent because\n' +
        'nothing was listening wait in the spool on this machine, and are collected when this command starts.',
      'With a command behind --, runs it under observation: its stdin and stdout are its own, and it ends as usual.\n' +
        'In a terminal the page then stays until Ctrl-C.',
    ],
    examples: ['mcpwatch dev', 'mcpwatch dev -- node server.js', "mcpwatch dev --json | jq 'select(.is_error)'"],
    exitCodes: [
      ['0', 'stopped by Ctrl-C, SIGTERM or SIGHUP, or because nobody reads its output any more'],
      ['1', 'another mcpwatch dev is running, or the port or the database cannot be used'],
      ['any', "with a command behind --: the command's own"],
    ],
  },
  async run(args, io) {
    // Short-lived objects are all that this process makes: without this, V8 reserves tens of megabytes for them.
    setFlagsFromString('--semi-space-growth-factor=1');
    // And a heap that is a quarter garbage is collected: the default lets it double.
    setFlagsFromString('--heap-growing-percent=25');
    const options = readDevOptions(args);
    const stop = new Stop(io.stdout);
    const outcome = options.demo
      ? await playDemo(options, io, stop)
      : await collect({ options, io, stop, demo: undefined });
    if (typeof outcome === 'number') {
      await stop.secondHasCome();
      return outcome;
    }
    stop.release();
    // Last: ending by a command's signal leaves no time for anything else.
    return concludeProgram(outcome.ending, outcome.command, io);
  },
} satisfies Command;

/** An exit code, or the command whose end is ours. */
type Outcome = number | { readonly ending: Ending; readonly command: string };

async function playDemo(options: DevOptions, io: CommandIo, stop: Stop): Promise<Outcome> {
  const demo = prepareDemo(io);
  try {
    return await collect({ options, io: { ...io, env: demo.env }, stop, demo });
  } finally {
    demo.remove();
  }
}

interface Session {
  readonly options: DevOptions;
  readonly io: CommandIo;
  readonly stop: Stop;
  readonly demo: Demo | undefined;
}

async function collect({ options, io, stop, demo }: Session): Promise<Outcome> {
  const { settings } = parseConfig(io.env);
  const folder = devFolder(settings.spool, io.env);
  const token = readToken(folder.dir);
  const problem = tokenProblem(folder, token);
  if (problem !== undefined) io.say(`${problem}: the page’s address changes with every start`);
  const running = await findRunning(folder.dir, token);
  if (running !== undefined && options.store.kind === 'default') return joinRunning(running, token, options, io, stop);
  // A command's stdout is its own; the demo is for the page.
  const isPrinting = options.program === undefined && demo === undefined;
  const printer = new RowPrinter(io, options.json);
  let dev: DevCollector;
  try {
    dev = await startDevCollector({
      options,
      folder,
      token,
      spool: settings.spool,
      io,
      isSecond: running !== undefined,
      onRow: (stored) => {
        if (isPrinting) printer.print(stored);
      },
    });
  } catch (error) {
    const ms = isListenFailure(error) ? PORT_TAKEN_MS : DATABASE_TAKEN_MS;
    const other = options.store.kind === 'default' ? await awaitRunning(folder.dir, token, ms) : undefined;
    if (other !== undefined) return joinRunning(other, token, options, io, stop);
    io.say(startFailure(options, error));
    return 1;
  }
  const page = `${dev.address}/open/${token}`;
  io.say(`listening on ${dev.address} (Ctrl-C stops it)`);
  io.say(`open ${page}`);
  if (options.open && isatty(2)) openBrowser(page);
  const playing = stop.hasCome ? undefined : demo?.play(dev.address);
  const outcome =
    options.program === undefined ? await stop.came.then(() => 0) : await runWith(dev, options.program, io, stop);
  await playing;
  await dev.close();
  if (isPrinting) io.say(`${printer.printed} ${printer.printed === 1 ? 'event' : 'events'} received`);
  return outcome;
}

/** The command's own end; in a terminal only after Ctrl-C, so that the page can be looked at. */
async function runWith(
  { collector, address }: DevCollector,
  [command = '', ...args]: readonly string[],
  io: CommandIo,
  stop: Stop,
): Promise<Outcome> {
  if (stop.hasCome) return 0;
  collector.setChild({ command: [command, ...args], pid: null, exit: null });
  const ending = await runUnderDev({ command, args, address }, io);
  const exit =
    ending.kind === 'exited'
      ? { code: ending.code, signal: null }
      : { code: null, signal: ending.kind === 'signalled' ? ending.signal : null };
  collector.setChild({ command: [command, ...args], pid: null, exit });
  // A Ctrl-C that ended the command is meant for both.
  if (ending.kind !== 'not-started' && isatty(0) && !stop.hasCome) {
    io.say('the command has ended; the page stays until Ctrl-C');
    await stop.came;
  }
  return { ending, command };
}

/** A second `mcpwatch dev` does not compete with the first for its events. */
async function joinRunning(
  { address, pid }: Running,
  token: string,
  { program }: DevOptions,
  io: CommandIo,
  stop: Stop,
): Promise<Outcome> {
  const page = `${address}/open/${token}`;
  if (program === undefined) {
    io.say(`another mcpwatch dev is running (process ${pid}): open ${page}`);
    io.say('for a second one that keeps its own events: mcpwatch dev --port 0 --memory (or --db <file>)');
    return 1;
  }
  if (stop.hasCome) return 0;
  const [command = '', ...args] = program;
  io.say(`events go to the mcpwatch dev that is running (process ${pid}): open ${page}`);
  return { ending: await runUnderDev({ command, args, address }, io), command };
}

function isListenFailure(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen';
}

function startFailure({ port }: DevOptions, error: unknown): string {
  return isListenFailure(error) ? listenFailure(port, error) : error instanceof Error ? error.message : String(error);
}
