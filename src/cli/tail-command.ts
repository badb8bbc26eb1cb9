/** `mcpwatch tail`: events as they arrive in `mcpwatch dev`, one line each. */
import type { EventRow } from '../analysis/rows/row.js';
import { eventLine, lineStyle } from '../collector/terminal/terminal-line.js';
import { printableJson } from '../collector/terminal/terminal-text.js';
import type { Command, CommandIo, Flags } from './command.js';
import { filterOf, takeTerms } from './filter-words.js';
import { parseFlags } from './flags.js';
import { runningCollector } from './source/open-source.js';
import { followRows, type LiveState } from './tail/live-rows.js';
import { UsageError } from './usage-error.js';

const FLAGS = {
  last: {
    type: 'string',
    short: 'n',
    value: '<number>',
    meaning: 'begin with so many events that are there already (default 10)',
  },
  json: { type: 'boolean', meaning: 'print each event as one line of JSON, without its payloads' },
} as const satisfies Flags;

export const tailCommand = {
  meta: {
    usage: '[filter…] [--last <number>] [--json]',
    flags: FLAGS,
    details: [
      'Prints what a running `mcpwatch dev` receives. The filter is that of its page: tool:search, status:error,\n' +
        'dur:>500ms, server:notes, -type:notification, or any text (docs/dev.md lists all of it). What belongs to a call is\n' +
        'indented. Waits for `mcpwatch dev` where none is running, and goes on when it is started again.',
    ],
    examples: [
      'mcpwatch tail',
      'mcpwatch tail status:error',
      "mcpwatch tail tool:search 'dur:>1s'",
      'mcpwatch tail --json | jq .duration_ms',
    ],
    exitCodes: [['0', 'stopped by Ctrl-C, SIGTERM or SIGHUP, or because nobody reads its output any more']],
  },
  async run(args, io) {
    const { terms, rest } = takeTerms(args);
    const { values, positionals } = parseFlags({ args: rest, flags: FLAGS, allowWords: true });
    const filter = filterOf([...positionals, ...terms]);
    const last = readNumber(values.last ?? '10');
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
    io.stdout.on('error', () => stop.abort());
    const print = printer(io, values.json ?? false);
    const since = await printLast(last, filter, io, print);
    await followRows({
      find: async () => (await runningCollector(io.env))?.access,
      filter,
      since,
      signal: stop.signal,
      onRows: (rows) => rows.forEach(print),
      onState: sayer(io),
    });
    return 0;
  },
} satisfies Command;

function readNumber(text: string): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= 1000)) throw new UsageError(`--last: expected a number from 0 to 1000, got ${JSON.stringify(text)}`);
  return number;
}

/** What is there already, oldest first. Answers the position after it, from where live rows go on. */
async function printLast(
  last: number,
  filter: string,
  io: CommandIo,
  print: (row: EventRow) => void,
): Promise<string | undefined> {
  const source = await runningCollector(io.env);
  if (source === undefined || last === 0) return undefined;
  const { items } = await source.ask('events', { filter, limit: String(last) });
  const oldestFirst = [...items].reverse();
  oldestFirst.forEach(print);
  const newest = items.reduce((most, { seq }) => Math.max(most, seq), 0);
  return items.length === 0 ? undefined : String(newest);
}

function printer({ stdout, env }: CommandIo, json: boolean): (row: EventRow) => void {
  return (row) => {
    // What belongs to a call is shown under it, or in front of it while the call is still running.
    const shown = row.nested ? { ...row, event_name: `↳ ${row.event_name}` } : row;
    stdout.write(`${json ? printableJson(JSON.stringify(row)) : eventLine(shown, lineStyle(stdout, env))}\n`);
  };
}

/** Says each state once, until it has changed. */
function sayer(io: CommandIo): (state: LiveState) => void {
  let said: LiveState['kind'] | undefined;
  return (state) => {
    if (state.kind === said && state.kind !== 'skipped') return;
    const isFirst = said === undefined;
    said = state.kind;
    if (state.kind === 'waiting') io.say('mcpwatch dev is not running; waiting for it (Ctrl-C stops)');
    else if (state.kind === 'skipped')
      io.say('some events were skipped: mcpwatch dev has another store, or is far ahead');
    else if (!isFirst) io.say(`connected to mcpwatch dev at ${state.address}`);
  };
}
