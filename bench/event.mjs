/**
 * What one event costs the host's thread, compared with JSON.stringify of the same event and with two redactors that
 * are given eight paths. Measured are the way from an event to a line, and the whole hot path, from the messages of a
 * call to a line on disk. Everything runs in one process, interleaved round by round, and the figures are medians of the
 * ratios within a round, so that a busy machine slows down both sides.
 *
 *   node bench/event.mjs [rounds]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import fastRedact from 'fast-redact';
import { writtenOutMethods } from '../scripts/written-out-methods-plugin.ts';
import { EVENT_SIZES, eventsOfSize } from './event-payloads.mjs';
import { publish } from './figures.ts';

const require = createRequire(import.meta.url);
const pinoRedact = require('@pinojs/redact');

/** Limits of the columns that have one. On the hot path a payload is cut to 32 KB like any other. */
const LIMITS = {
  mcpwatch: { '0.5 KB': 2, '4 KB': 1.8, '64 KB': 0.8, '1 MB': 0.1 },
  'hot path': { '4 KB': 1.6, '64 KB': 1, '1 MB': 1 },
};
/** For README. */
const SHORT = (kind) => `one event of 4 KB (${kind}), beside \`JSON.stringify\` of it`;
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

async function loadPaths() {
  const { outputFiles } = await build({
    entryPoints: [new URL('event-paths.mjs', import.meta.url).pathname],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    plugins: [writtenOutMethods],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}

let sink = 0;

/** Reading a character flattens the string, which the append to disk would do otherwise. */
function flattened(toLine) {
  return (event) => {
    const line = toLine(event);
    sink ^= line.charCodeAt(line.length >> 1);
  };
}

/** Nanoseconds per call. */
function time(run, events, times) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; i += 1) run(events[i % events.length]);
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
  return Object.entries(samples).map(([name, list]) => {
    const ratios = list.map((it, round) => it / samples['JSON.stringify'][round]);
    return { name, us: median(list) / 1000, ratio: median(ratios), ratios };
  });
}

let missed = 0;

function cell({ name, us, ratio, ratios }, size, kind) {
  const limit = LIMITS[name]?.[size.name];
  if (limit !== undefined) {
    const title = `event, ${size.name} ${kind}, ${name}: time beside JSON.stringify`;
    const short = name === 'mcpwatch' && size.name === '4 KB' ? { short: SHORT(kind) } : {};
    publish([{ name: title, unit: '×', samples: ratios, target: limit, ...short }]);
  }
  const isOver = limit !== undefined && ratio > limit;
  missed += Number(isOver);
  return `${ratio.toFixed(2)} (${us.toFixed(1)})${limit === undefined ? '' : ` ≤ ${limit}`}${isOver ? ' OVER' : ''}`;
}

function print(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(row.map((text, column) => text.padEnd(widths[column])).join('  '));
}

const dir = mkdtempSync(join(tmpdir(), 'mcpwatch-bench-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
const paths = await loadPaths();
const hotPath = paths.createHotPath(dir);
const contenders = {
  'JSON.stringify': flattened((event) => JSON.stringify(event)),
  mcpwatch: paths.createCleaning(),
  'hot path': hotPath.call,
  '@pinojs/redact': flattened(pinoRedact({ paths: PATHS })),
  'fast-redact': flattened(fastRedact({ paths: PATHS })),
};

console.log(`node ${process.version}, ${ROUNDS} rounds; ratio to JSON.stringify (µs per event), median`);
const rows = [['size', 'payload', ...Object.keys(contenders)]];
for (const size of EVENT_SIZES) {
  for (const [kind, events] of Object.entries(eventsOfSize(size))) {
    rows.push([size.name, kind, ...measure(contenders, events).map((it) => cell(it, size, kind))]);
  }
}
print(rows);
console.log(missed === 0 ? 'every limit holds' : `${missed} over their limit`, sink === 0.5 ? sink : '');
