/** `mcpwatch report`: what was called, how it went, how long it took, and what nobody used. */

import { counted } from '../analysis/counted.js';
import { nearest } from '../config/nearest.js';
import type { Command, CommandIo, Flags } from './command.js';
import { filterOf, takeTerms } from './filter-words.js';
import { parseFlags } from './flags.js';
import { FORMATS, type WriteReport } from './report/formats.js';
import { type EventSource, SourceUnavailable } from './source/event-source.js';
import { openSource } from './source/open-source.js';
import { UsageError } from './usage-error.js';

const NAMES = Object.keys(FORMATS);

const FLAGS = {
  since: { type: 'string', value: '<age>', meaning: 'only calls of the last 30m, 1h, 7d, or since an ISO time' },
  format: { type: 'string', value: '<format>', meaning: `${NAMES.join(', ')} (default table)` },
  html: { type: 'boolean', meaning: 'the same as --format html' },
  file: { type: 'string', value: '<file>', meaning: 'read a JSONL file or a database; - reads standard input' },
} as const satisfies Flags;

export const reportCommand = {
  meta: {
    usage: '[filter…] [--since <age>] [--format <format> | --html] [--file <file>]',
    flags: FLAGS,
    details: [
      'Reads the running `mcpwatch dev`, or what the last one has stored: calls, errors, percentiles and sizes for each tool,\n' +
        'the slowest calls, groups of problems, tools that nobody called, and lost events. The filter is that of the page. HTML is\n' +
        'the page itself with the events in it, in one file.',
    ],
    examples: [
      'mcpwatch report --since 1h',
      'mcpwatch report server:notes --format markdown',
      'mcpwatch report --html > report.html',
      'mcpwatch report --file events.jsonl --format json',
    ],
    exitCodes: [
      ['0', 'the report was printed'],
      ['3', 'there are no events to read'],
    ],
  },
  async run(args, io) {
    const { terms, rest } = takeTerms(args);
    const { values, positionals } = parseFlags({ args: rest, flags: FLAGS, allowWords: true });
    const since = values.since === undefined ? [] : [`since:${values.since}`];
    const filter = filterOf([...positionals, ...terms, ...since]);
    if (values.html === true && values.format !== undefined)
      throw new UsageError('--html and --format exclude each other');
    const load = formatOf(values.format ?? (values.html === true ? 'html' : 'table'));
    try {
      const source = await openSource(values.file, io.env);
      try {
        await print(source, (await load())({ source, filter, preloadPath: io.preloadPath }), io);
        return 0;
      } finally {
        await source.close();
      }
    } catch (error) {
      if (!(error instanceof SourceUnavailable)) throw error;
      io.say(error.message);
      return 3;
    }
  },
} satisfies Command;

async function print({ unreadable, name }: EventSource, pieces: AsyncIterable<string>, io: CommandIo): Promise<void> {
  if (unreadable !== undefined)
    io.say(`${counted(unreadable.lines, 'line is', 'lines are')} no event in ${name} (${unreadable.first})`);
  const { stdout } = io;
  // Whoever has read enough closes the pipe, as `head` does.
  stdout.on('error', () => {});
  for await (const piece of pieces) {
    if (!stdout.write(piece)) await untilWritable(stdout);
    if (stdout.destroyed) return;
  }
}

function untilWritable(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('drain', resolve);
    stream.once('close', resolve);
  });
}

function formatOf(name: string): () => Promise<WriteReport> {
  const load = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (load !== undefined) return load;
  const meant = nearest(name, NAMES);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  throw new UsageError(`--format: expected one of ${NAMES.join(', ')}, got ${JSON.stringify(name)}${hint}`);
}
