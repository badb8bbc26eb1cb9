/**
 * What a call costs a running server: CPU time, latency, event loop and memory beside the same server without mcpwatch, and
 * how many events were lost. The variants of a row take turns in every round.
 *
 *     npm run bench:call -- [--rows v1-stdio] [--variants plain,full] [--runs 5] [--seconds 2] [--node <path>]
 *
 * `--rows` and `--variants` take parts of names, separated by commas (call-rows.ts). The whole takes about 17 minutes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { callAtRate, startServer, warmUp } from './call-client.mjs';
import { PLAIN, ROWS, variantsOf } from './call-rows.ts';
import { openSink } from './call-sink.mjs';
import { BUSY, latencies, rowFigures, rowTable } from './call-table.ts';
import { publish } from './figures.ts';
import { NOISE } from './spread.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '' },
    variants: { type: 'string', default: '' },
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    node: { type: 'string', default: process.execPath },
  },
});
const RUNS = Number(options.runs);
const SECONDS = Number(options.seconds);
/** Calls before the figures begin, so that they are those of compiled code. */
const WARM_UP = 1000;
/** What has not arrived with the exit must arrive within this time after the next start. */
const NEXT_START_MS = 20_000;
const PRELOAD = ['--import', join(import.meta.dirname, '..', 'register.mjs')];
const folder = mkdtempSync(join(tmpdir(), 'mcpwatch-bench-'));
const sink = await openSink();
let runs = 0;

const isChosen = (parts, name) => parts === '' || parts.split(',').some((part) => name.includes(part));

function* idsOf(prefix, count) {
  for (let index = 0; index < count; index += 1) yield `${prefix}${index}`;
}

function settingsOf({ env, hasOtlp }, spool) {
  const [endpoint, otlp] = sink.settings;
  return {
    ...endpoint,
    ...(hasOtlp ? otlp : {}),
    // Longer than any run: what waits for a dead endpoint is not to be dropped.
    MCPWATCH_MAX_QUEUE: '1000000',
    MCPWATCH_SPOOL_DIR: spool,
    MCPWATCH_LOG: 'off',
    ...env,
  };
}

/** CPU time in µs: of the whole machine, and of this process and the receivers. */
async function timesOfAll() {
  const machine = cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
  const { user, system } = process.cpuUsage();
  return { machine: machine * 1000, bench: user + system + (await sink.cpuUs()) };
}

/** One server from its start to its end, and what became of its events. */
async function measure(row, variant) {
  runs += 1;
  const prefix = `r${runs}-`;
  const spool = join(folder, `${runs}`);
  const isWatched = variant.name !== PLAIN;
  const env = isWatched ? settingsOf(variant, spool) : {};
  const target = { node: options.node, ...row };
  await sink.behave(variant.endpoint);
  const server = await startServer(target, isWatched ? PRELOAD : [], env);
  await warmUp(server, idsOf(`${prefix}w`, WARM_UP));
  await server.figures('begin');
  const [before, begun] = [await timesOfAll(), performance.now()];
  const times = await callAtRate(server, [...idsOf(`${prefix}c`, row.rate * SECONDS)], row.rate);
  const figures = await server.figures('end');
  const [after, us] = [await timesOfAll(), 1000 * (performance.now() - begun)];
  const others = (after.machine - before.machine - (after.bench - before.bench) - figures.cpuUs) / us;
  await server.end();
  const calls = WARM_UP + row.rate * SECONDS;
  const lost = isWatched ? calls - (await arrived({ target, env, variant, prefix, calls })) : 0;
  await sink.forget();
  return { ...figures, ...latencies(times), others, lost };
}

/** How many of the calls have arrived at each receiver that was to get them, at the latest after another start. */
async function arrived({ target, env, variant, prefix, calls }) {
  const count = async () => {
    const [events, spans] = await sink.count(prefix);
    return variant.hasOtlp ? Math.min(events, spans) : events;
  };
  await sink.behave('healthy');
  if ((await count()) >= calls) return calls;
  const server = await startServer(target, PRELOAD, { ...env, MCPWATCH_FLUSH_INTERVAL: '20' });
  await server.call('next-start');
  for (const until = Date.now() + NEXT_START_MS; Date.now() < until && (await count()) < calls; ) await sleep(50);
  await server.end();
  return count();
}

async function measureRow(row) {
  const variants = variantsOf(row).filter(({ name }) => name === PLAIN || isChosen(options.variants, name));
  const runsOf = new Map(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < RUNS; round += 1) {
    // Each round begins with another variant, so that none always follows the same one.
    const first = round % variants.length;
    for (const variant of [...variants.slice(first), ...variants.slice(0, first)]) {
      const run = await measure(row, variant);
      runsOf.get(variant.name).push(run);
      process.stderr.write(`${row.title}, ${variant.name}, run ${round + 1}: ${JSON.stringify(run)}\n`);
    }
  }
  return runsOf;
}

try {
  console.log(
    `Node ${process.versions.node}, ${RUNS} rounds of ${SECONDS} s. Beside the server without mcpwatch in the same round. ${NOISE} ${BUSY}\n`,
  );
  for (const row of ROWS.filter(({ title }) => isChosen(options.rows, title))) {
    const measured = await measureRow(row);
    console.log(rowTable(row, measured, SECONDS));
    publish(rowFigures(row, measured));
    const lost = [...measured.values()].flat().reduce((sum, run) => sum + run.lost, 0);
    if (lost !== 0) process.exitCode = 1;
  }
} finally {
  sink.close();
  rmSync(folder, { recursive: true, force: true });
}
