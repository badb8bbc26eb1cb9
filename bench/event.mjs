/**
 * What one event costs the host's thread: from event to line, beside JSON.stringify of the same event and two
 * redactors that are told eight paths. All in one run, interleaved round by round; the numbers are medians of
 * the ratios within a round, so that a busy machine slows both sides.
 *
 *   node bench/event.mjs [rounds]
 */
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import fastRedact from 'fast-redact';
import { EVENT_SIZES, eventsOfSize } from './event-payloads.mjs';

const require = createRequire(import.meta.url);
const pinoRedact = require('@pinojs/redact');

const LIMITS = { '0.5 KB': 2, '4 KB': 1.8, '64 KB': 0.8, '1 MB': 0.1 };
const ROUNDS = Number(process.argv[2] ?? 61);
const ROUND_MS = 1.5;
const PATHS = [
  'request_params.password',
  'request_params.token',
  'request_params.apiKey',
  'request_params.headers.authorization',
  'response_content.token',
  'response_content.structuredContent.token',
  'response_content.structuredContent.password',
  'attributes.authorization',
];

async function loadPipeline() {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "export { createPipeline } from './src/pipeline/pipeline.ts'; export { parseConfig } from './src/config.ts';",
      resolveDir: new URL('..', import.meta.url).pathname,
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}

function createOurs({ createPipeline, parseConfig }) {
  const { settings } = parseConfig({ MCPWATCH_API_KEY: 'mw_bench_0123456789abcdef0123456789abcdef' });
  let line = '';
  const ledger = {
    captured() {},
    drop(reason) {
      throw new Error(reason);
    },
    counts: {},
  };
  const { emit } = createPipeline({
    settings,
    ledger,
    append: (text) => {
      line = text;
    },
  });
  return (event) => {
    emit(event);
    return line;
  };
}

let sink = 0;

/** Nanoseconds per call; reading a character flattens the line, which the append to disk would do. */
function time(run, events, times) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; i += 1) {
    const line = run(events[i % events.length]);
    sink ^= line.charCodeAt(line.length >> 1);
  }
  return Number(process.hrtime.bigint() - start) / times;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function measure(contenders, events) {
  const baseline = contenders['JSON.stringify'];
  const once = time(baseline, events, 200);
  const times = Math.max(3, Math.ceil((ROUND_MS * 1e6) / once));
  const samples = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, run] of Object.entries(contenders)) samples[name].push(time(run, events, times));
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, list]) => [
      name,
      {
        us: median(list) / 1000,
        ratio: median(list.map((it, round) => it / samples['JSON.stringify'][round])),
      },
    ]),
  );
}

const ours = createOurs(await loadPipeline());
const contenders = {
  'JSON.stringify': (event) => JSON.stringify(event),
  mcpwatch: ours,
  '@pinojs/redact': pinoRedact({ paths: PATHS }),
  'fast-redact': fastRedact({ paths: PATHS }),
};

console.log(`node ${process.version}, ${ROUNDS} rounds; ratio to JSON.stringify (µs per event), median`);
const header = ['size', 'payload', ...Object.keys(contenders), 'limit'];
const rows = [header];
let missed = 0;
for (const size of EVENT_SIZES) {
  for (const [kind, events] of Object.entries(eventsOfSize(size))) {
    const result = measure(contenders, events);
    const limit = LIMITS[size.name];
    const isOver = result.mcpwatch.ratio > limit;
    missed += Number(isOver);
    const cells = Object.values(result).map((it) => `${it.ratio.toFixed(2)} (${it.us.toFixed(1)})`);
    rows.push([size.name, kind, ...cells, `${limit.toFixed(1)}${isOver ? ' OVER' : ''}`]);
  }
}
const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  '));
console.log(missed === 0 ? 'every limit holds' : `${missed} over their limit`, sink === 0.5 ? sink : '');
