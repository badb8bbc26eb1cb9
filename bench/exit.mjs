/**
 * What is delivered, and how long the exit takes, for every way in which a process can end.
 *
 *     npm run bench:exit -- [--runs 20] [--node <path>]… [--parallel 3] [--destination <name>]… [--write]
 *
 * A run is fixtures/delivery-host.ts: 100 calls, then 30 in the tick in which the end begins. The same program without
 * mcpwatch runs in turn with it; its exit status and time are the baseline. Runs with the silent endpoint mostly wait, so
 * more of them run in parallel, after all the others. “Silent again”: another process has found the endpoint silent before.
 *
 * Destinations: `mcpwatch` (the default), `otlp` (with `mcpwatch dev` not running, as for a server that sends to a
 * Collector only) and `both`. Runs to several destinations take turns, so that their times can be compared. With `--write`
 * the tables of `mcpwatch` are written when it is the only one, the section about OTLP when there are others.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildProgram } from '../scripts/build-program.ts';
import { readSection, writeSection } from '../scripts/marked-section.ts';
import { openEndpoint, openOtlpReceiver } from './exit-endpoints.mjs';
import { DEADLINE_MS, ENDPOINTS, fullTable, otlpTable, summaryTable } from './exit-table.mjs';
import { publish } from './figures.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    node: { type: 'string', multiple: true, default: [process.execPath] },
    only: { type: 'string' },
    parallel: { type: 'string', default: '3' },
    destination: { type: 'string', multiple: true, default: ['mcpwatch'] },
    write: { type: 'boolean', default: false },
  },
});

const EARLY = 100;
const LATE = 30;
const CALLS = EARLY + LATE;
const RUNS = Number(options.runs);
const AT_ONCE = Number(options.parallel);
/** Runs in parallel that do little but wait. On two cores, more of them would distort the times. */
const WAITING_AT_ONCE = 4 * AT_ONCE;
const RECEIVERS = {
  mcpwatch: [openEndpoint],
  otlp: [openOtlpReceiver],
  both: [openEndpoint, openOtlpReceiver],
};
const DESTINATIONS = options.destination;
const BEHAVIOURS = { 'silent again': 'silent' };
/** Title, the kind of end that the fixture is given, the signals that it is sent. */
const ENDS = [
  ['runs out of work', 'drain'],
  ['`process.exit` in a handler', 'process-exit'],
  ['uncaught exception', 'uncaught'],
  ['unhandled rejection', 'unhandled'],
  ['SIGTERM', 'signal', 'SIGTERM'],
  ['SIGINT', 'signal', 'SIGINT'],
  ['SIGINT twice', 'signal', 'SIGINT', 'SIGINT'],
  ['SIGHUP', 'signal', 'SIGHUP'],
  ['SIGTERM, host listens (`on`)', 'on-after-us', 'SIGTERM'],
  ['SIGTERM, host listens (`once`, before us)', 'once-before-us', 'SIGTERM'],
  ['SIGTERM, host listens (`prependOnce`)', 'prepend-once-after-us', 'SIGTERM'],
  ['SIGTERM, host raises it again', 're-raise', 'SIGTERM'],
  ['stdin ends', 'stdin-end'],
  ['client closes: stdin ends, then SIGTERM', 'stdin-end-held', 'SIGTERM'],
  ['`process.exit` in a worker thread', 'exit-in-thread'],
  ['SIGKILL, same tick', 'sigkill'],
  ['`process.abort`, same tick', 'abort'],
  ['out of memory, same tick', 'out-of-memory'],
  ['worker thread terminated, same tick', 'terminated-thread'],
  ['`process.execve`, same tick', 'execve'],
  ['number 1 of a container, `process.exit`', 'process-exit'],
  ['number 1 of a container, SIGKILL', 'signal', 'SIGKILL'],
].filter(([title, end]) => options.only === undefined || `${title} ${end}`.includes(options.only));

/** Of a process that finds the endpoint silent. */
const FIRST_EXIT = ['`process.exit` in a handler', 'process-exit'];

/** Ends that are immediate whatever the endpoint does. */
const CANNOT_BE_CAUGHT = new Set(['sigkill', 'abort', 'out-of-memory', 'terminated-thread', 'execve']);
const isImmediate = ([, end, ...signals]) => CANNOT_BE_CAUGHT.has(end) || signals.includes('SIGKILL');

/** Runs a command as the first process of a new process id namespace; SIGKILL for `unshare` kills it too. */
const UNSHARE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const commandOf = (node, [title], args) => [...(title.includes('container') ? UNSHARE : []), node, ...args];

/** From the next start until everything must have arrived. */
const NEXT_START_MS = 5000;

const PAGE = 'docs/exit.md';

const INTRODUCTION = `# How a process ends, and what arrives

mcpwatch delivers events while a process ends, and delays the exit by no more than \`MCPWATCH_SHUTDOWN_TIMEOUT\` (1,500 ms
by default). What is not delivered by then stays on disk, and the next process delivers it: within 5 s of its start here.
An endpoint that takes a request and does not answer gets 80 % of that time, and from then on a quarter of a second at each
exit, until it has answered or ten minutes have passed; but the whole time where events would be lost with the process.
“Silent again” in the tables is an exit after that of another process.

If a second signal arrives while the last flush is waiting, the process ends at once, provided that the wait has lasted
half a second and that everything is on disk. During any other exit (\`process.exit\`, no more work) a signal has no
effect: the blocked thread cannot react to it, and the process has an exit code to keep.

Each run makes 100 calls, and then 30 more in the tick in which the end begins. The times are compared with runs of the
same program without mcpwatch. This page is written by \`npm run bench:exit -- --write\`.

An event counts as a duplicate when the endpoint received it twice. That happens when a process is killed between the
endpoint's answer and the note that the batch was delivered: the next process sends the batch again, with the same
\`event_id\` in each event.

## Summary

`;

const folder = mkdtempSync(join(tmpdir(), 'mcpwatch-bench-'));
const program = await buildProgram('fixtures/delivery-host.ts', folder);

/** Runs one process to its end; returns how it ended and how long that took. */
function run(node, row, env) {
  const [, end, ...signals] = row;
  return new Promise((resolve) => {
    const [command, ...args] = commandOf(node, row, ['--max-old-space-size=64', program, end]);
    const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env } });
    let stdout = '';
    let signalledAt;
    child.stdout.on('data', (chunk) => {
      const isReady = stdout.includes('ready');
      stdout += chunk;
      if (isReady || !stdout.includes('ready')) return;
      if (signals.length === 0 || end.startsWith('stdin-end')) child.stdin.end();
      for (const [index, signal] of signals.entries()) {
        setTimeout(
          () => {
            if (index === 0) signalledAt = Date.now();
            child.kill(signal);
          },
          index * 100 + (end.startsWith('stdin-end') ? 100 : 0),
        );
      }
    });
    child.stderr.resume();
    child.on('close', (code, signal) => {
      const endedAt = Date.now();
      const began = signalledAt ?? Number(/ended (\d+)/.exec(stdout)?.[1]);
      resolve({ status: signal ?? `${code}`, ms: endedAt - began });
    });
  });
}

async function nextStart(node, row, env, isDone) {
  const [command, ...args] = commandOf(node, row, [program, 'next-start']);
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env } });
  const closed = new Promise((resolve) => child.on('close', resolve));
  for (let waited = 0; waited < NEXT_START_MS && !isDone(); waited += 50) await sleep(50);
  await sleep(300);
  child.stdin.end();
  await closed;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** What the runs of one kind of end need for one destination: its receivers, and folders for what stays on disk. */
async function prepare(destination, behaviour) {
  const receivers = await Promise.all(RECEIVERS[destination].map((open) => open()));
  for (const receiver of receivers) await receiver.behave(BEHAVIOURS[behaviour] ?? behaviour);
  const settings = Object.assign(
    {
      MCPWATCH_SHUTDOWN_TIMEOUT: `${DEADLINE_MS}`,
      EARLY: `${EARLY}`,
      LATE: `${LATE}`,
      SETTLE_MS: '400',
    },
    ...receivers.map((receiver) => receiver.settings),
  );
  return { destination, receivers, settings, folder: mkdtempSync(join(folder, 'row-')), results: [] };
}

const isCall = (id) => id.startsWith('r') && !id.endsWith('close');
const callsAt = ({ counts }) => [...counts.keys()].filter(isCall).length;
/** Of several receivers, the one that has got the least. */
const least = (receivers, count) => Math.min(...receivers.map(count).filter((it) => it !== undefined));

/** All runs of one kind of end with one kind of endpoint: a row for each destination. */
async function measureRows(node, end, behaviour, plain) {
  const places = await Promise.all(DESTINATIONS.map((destination) => prepare(destination, behaviour)));
  for (let index = 0; index < RUNS; index += 1) {
    for (const { settings, folder: of, results } of places) {
      const env = { ...settings, MCPWATCH_SPOOL_DIR: join(of, `${index}`) };
      if (behaviour === 'silent again') await run(node, FIRST_EXIT, { ...env, RUN: 'first' });
      results.push(await run(node, end, { ...env, RUN: `r${index}` }));
    }
    // The endpoint makes no difference to a host without mcpwatch, so one row in three measures the baseline.
    if (behaviour === 'healthy') plain.push(await run(node, end, { ...places[0].settings, DELIVERY: 'off' }));
  }
  await sleep(50);
  const rows = [];
  for (const place of places) rows.push({ title: end[0], behaviour, plain, ...(await finishRow(node, end, place)) });
  return rows;
}

/** The next start, and what has arrived before and after it. */
async function finishRow(node, end, { destination, receivers, settings, folder: of, results }) {
  const points = () => least(receivers, ({ finalPoints }) => finalPoints('r'));
  const before = { byExit: least(receivers, callsAt), pointsByExit: points() };
  for (const receiver of receivers) await receiver.behave('healthy');
  const leftovers = join(of, 'all');
  gather(of, leftovers);
  const soon = { MCPWATCH_FLUSH_INTERVAL: '20', OTEL_BSP_SCHEDULE_DELAY: '20' };
  const next = { ...settings, ...soon, RUN: 'next', EARLY: '1', MCPWATCH_SPOOL_DIR: leftovers };
  await nextStart(node, end, next, () => least(receivers, callsAt) >= CALLS * RUNS);
  const duplicates = receivers.flatMap(({ counts }) => [...counts]).filter(([id, count]) => isCall(id) && count > 1);
  for (const receiver of receivers) await receiver.close();
  const after = { after: least(receivers, callsAt), pointsAfter: points() };
  return { destination, calls: CALLS * RUNS, ...before, ...after, duplicates: duplicates.length, results };
}

/** A row with its baseline, which is complete only when all rows have been measured. */
function compare({ results, plain, ...row }) {
  const base = median(plain.map(({ ms }) => ms));
  const statuses = new Set(results.map(({ status }) => status));
  return {
    ...row,
    status: [...statuses].join(', '),
    isSame: statuses.size === 1 && plain.every(({ status }) => statuses.has(status)),
    added: median(results.map(({ ms }) => ms)) - base,
    samples: results.map(({ ms }) => ms - base),
    worst: Math.max(...results.map(({ ms }) => ms)) - base,
  };
}

/** Moves what all runs of the row left on disk into one folder, for the next start. */
function gather(rowFolder, into) {
  mkdirSync(into, { mode: 0o700 });
  for (const name of readdirSync(rowFolder)) {
    const from = join(rowFolder, name);
    for (const file of readdirSync(from)) renameSync(join(from, file), join(into, file));
  }
}

async function measure(node) {
  const ends = (await hasExecve(node)) ? ENDS : ENDS.filter(([, end]) => end !== 'execve');
  const jobs = ends.flatMap((end) => ENDPOINTS.map((behaviour) => ({ end, behaviour })));
  const rows = new Array(jobs.length);
  const plain = new Map(ENDS.map((end) => [end, []]));
  const measureJob = async (index) => {
    const { end, behaviour } = jobs[index];
    rows[index] = await measureRows(node, end, behaviour, plain.get(end));
    process.stderr.write(`${index + 1}/${jobs.length} ${end[0]}, ${behaviour}\n`);
  };
  const isWaiting = ({ end, behaviour }) =>
    behaviour === 'silent again' || (behaviour === 'silent' && !isImmediate(end));
  const indexes = [...jobs.keys()];
  // In two passes: runs that wait also start and end, which would distort the times of runs that do not.
  await inParallel(
    AT_ONCE,
    indexes.filter((index) => !isWaiting(jobs[index])),
    measureJob,
  );
  await inParallel(
    WAITING_AT_ONCE,
    indexes.filter((index) => isWaiting(jobs[index])),
    measureJob,
  );
  return rows.flat().map(compare);
}

/** Calls `work` for every item, at most `limit` at a time. */
async function inParallel(limit, items, work) {
  const queue = items.values();
  const take = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, take));
}

function outputOf(node, args) {
  return new Promise((resolve) => {
    const child = spawn(node, args);
    child.stdout.on('data', (text) => resolve(String(text).trim()));
  });
}

const versionOf = (node) => outputOf(node, ['--version']);
const hasExecve = async (node) => (await outputOf(node, ['-p', 'typeof process.execve'])) === 'function';

const tables = [];
for (const node of options.node) tables.push({ version: await versionOf(node), runs: RUNS, rows: await measure(node) });
rmSync(folder, { recursive: true, force: true });
const isMain = ({ destination }) => destination === 'mcpwatch';
const full = tables.map((table) => fullTable({ ...table, rows: table.rows.filter(isMain) })).join('\n');
const overOtlp = DESTINATIONS.some((destination) => destination !== 'mcpwatch') ? otlpTable(tables) : undefined;
for (const { rows } of tables) {
  for (const { title, behaviour, destination, status } of rows.filter(({ isSame }) => !isSame)) {
    process.stderr.write(`differs: ${title}, ${behaviour}, ${destination}: ${status}\n`);
  }
}
process.stdout.write(overOtlp ?? full);
publish(tables.flatMap(figuresOf));
if (options.write) writeFileSync(PAGE, writePage(readFileSync(PAGE, 'utf8')));

/** How a client ends a stdio server, at the endpoints that the project has set itself a limit for (#14). */
function figuresOf({ version, rows }) {
  const limits = { healthy: 15, silent: 300, 'silent again': 300 };
  const usual = rows.filter(({ title, behaviour }) => ['SIGTERM', 'stdin ends'].includes(title) && behaviour in limits);
  return usual.filter(isMain).map(({ title, behaviour, samples }) => {
    const name = `exit, Node ${version.slice(1)}, ${title}, endpoint ${behaviour}: time added`;
    return { name, unit: 'ms', samples, target: limits[behaviour], short: name };
  });
}

function writePage(page) {
  if (overOtlp !== undefined) return writeSection(page, 'otlp', `\n${overOtlp}`);
  const otlpSection = `<!-- otlp -->\n\n${readSection(page, 'otlp')}\n\n<!-- /otlp -->\n`;
  return `${INTRODUCTION}${summaryTable(tables)}\n${otlpSection}\n${full}`;
}
