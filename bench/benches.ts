/** What `npm run bench` runs, in this order: every `bench:` script of package.json. */

export interface Bench {
  /** Its script is `bench:<name>`. */
  readonly name: string;
  /** What it measures, for the results. */
  readonly about: string;
  readonly args: readonly string[];
  /** For a try that takes a minute at most, and whose figures are worth little. */
  readonly quick: readonly string[];
  /** Whether it prints Markdown. */
  readonly isMarkdown?: boolean;
}

export const BENCHES: readonly Bench[] = [
  {
    name: 'call',
    about: 'A call in a running server: CPU time, latency, event loop, memory, lost events. About 17 minutes.',
    args: [],
    quick: ['--rows', 'v1-stdio-4', '--runs', '3', '--seconds', '1'],
    isMarkdown: true,
  },
  {
    name: 'startup',
    about: 'CPU time and memory that the preload adds until the reply to `initialize`. About 5 minutes.',
    args: ['24.21.0'],
    quick: ['24.21.0', '--runs', '3'],
  },
  {
    name: 'exit',
    about: 'What is delivered, and how long the exit takes, for every way in which a process ends. About 10 minutes.',
    args: ['--runs', '5'],
    quick: ['--runs', '3', '--only', 'stdin ends'],
    isMarkdown: true,
  },
  {
    name: 'event',
    about: 'An event on the host’s thread, beside JSON.stringify of the same event. About 1 minute.',
    args: [],
    quick: ['9'],
  },
  {
    name: 'otlp',
    about: 'A span as OTLP beside the official encoder, and what OTLP costs the host’s thread. About 1 minute.',
    args: [],
    quick: ['20'],
    isMarkdown: true,
  },
  {
    name: 'dev',
    about: '`mcpwatch dev` with a million events: each view’s query, 2,000 events a second, memory. About 5 minutes.',
    args: [],
    quick: ['--events', '50000', '--seconds', '5', '--rounds', '5'],
    isMarkdown: true,
  },
  {
    name: 'page',
    about: 'The page in Chromium while 500 events a second arrive. About 4 minutes.',
    args: ['--minutes', '3'],
    quick: ['--minutes', '1'],
    isMarkdown: true,
  },
  {
    name: 'fleet',
    about: '10,000 processes and one gateway, before, during and after an outage. About 5 minutes.',
    args: [],
    quick: ['--processes', '500'],
    isMarkdown: true,
  },
  {
    name: 'secrets',
    about: 'What redaction leaks, alters and costs; also writes the table in docs/privacy.md. About 5 minutes.',
    args: [],
    quick: [],
    isMarkdown: true,
  },
];
