/**
 * What is delivered, and how long the exit takes, for every way in which a process can end.
 *
 *     npm run bench:exit -- [--runs 20] [--node <path>]… [--parallel 3] [--write]
 *
 * A run is fixtures/delivery-host.ts: 100 calls, then 30 in the tick in which the end begins. The same program without
 * mcpwatch runs in turn with it; its exit status and time are the baseline. Runs with the silent endpoint mostly wait for
 * the deadline, so more of them run in parallel, after all the others.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildProgram } from '../scripts/build-program.ts';
import { DEADLINE_MS, fullTable, summaryTable } from './exit-table.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    node: { type: 'string', multiple: true, default: [process.execPath] },
    only: { type: 'string' },
    parallel: { type: 'string', default: '3' },
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
const ENDPOINTS = ['healthy', 'refusing', 'silent'];
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

/** Ends that are immediate whatever the endpoint does. */
const CANNOT_BE_CAUGHT = new Set(['sigkill', 'abort', 'out-of-memory', 'terminated-thread', 'execve']);
const isImmediate = ([, end, ...signals]) => CANNOT_BE_CAUGHT.has(end) || signals.includes('SIGKILL');

/** Runs a command as the first process of a new process id namespace; SIGKILL for `unshare` kills it too. */
const UNSHARE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const commandOf = (node, [title], args) => [...(title.includes('container') ? UNSHARE : []), node, ...args];

/** From the next start until everything must have arrived. */
const NEXT_START_MS = 5000;

const INTRODUCTION = `# How a process ends, and what arrives

mcpwatch delivers events while a process ends, and delays the exit by no more than \`MCPWATCH_SHUTDOWN_TIMEOUT\` (1,500 ms
by default). What is not delivered by then stays on disk, and the next process delivers it: within 5 s of its start here.

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

/** An endpoint that can be healthy, refuse connections or stay silent, always at the same address. */
async function openEndpoint() {
  const counts = new Map();
  let isSilent = false;
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      if (isSilent) return;
      for (const { event_id } of JSON.parse(Buffer.concat(chunks)).batch) {
        counts.set(event_id, (counts.get(event_id) ?? 0) + 1);
      }
      response.writeHead(202).end();
    });
  });
  const listen = (port) => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  await listen(0);
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    async behave(behaviour) {
      isSilent = behaviour === 'silent';
      if (behaviour === 'refusing' && server.listening) await close();
      if (behaviour !== 'refusing' && !server.listening) await listen(port);
    },
    close: () => (server.listening ? close() : undefined),
  };
}

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

/** All runs of one kind of end with one kind of endpoint. */
async function measureRow(node, end, behaviour, plain) {
  const endpoint = await openEndpoint();
  await endpoint.behave(behaviour);
  const rowFolder = mkdtempSync(join(folder, 'row-'));
  const settings = {
    MCPWATCH_ENDPOINT: endpoint.url,
    MCPWATCH_SHUTDOWN_TIMEOUT: `${DEADLINE_MS}`,
    EARLY: `${EARLY}`,
    LATE: `${LATE}`,
    SETTLE_MS: '400',
  };
  const results = [];
  const isCall = (id) => id.startsWith('r') && !id.endsWith('close');
  let byExit = 0;
  for (let index = 0; index < RUNS; index += 1) {
    const spool = join(rowFolder, `${index}`);
    results.push(await run(node, end, { ...settings, RUN: `r${index}`, MCPWATCH_SPOOL_DIR: spool }));
    // The endpoint makes no difference to a host without mcpwatch, so one row in three measures the baseline.
    if (behaviour === 'healthy') plain.push(await run(node, end, { ...settings, DELIVERY: 'off' }));
  }
  await sleep(50);
  const ids = () => [...endpoint.counts.keys()].filter(isCall);
  byExit = ids().length;
  await endpoint.behave('healthy');
  const leftovers = join(rowFolder, 'all');
  gather(rowFolder, leftovers);
  const next = { ...settings, RUN: 'next', EARLY: '1', MCPWATCH_SPOOL_DIR: leftovers, MCPWATCH_FLUSH_INTERVAL: '20' };
  await nextStart(node, end, next, () => ids().length >= CALLS * RUNS);
  const duplicates = [...endpoint.counts].filter(([id, count]) => isCall(id) && count > 1).length;
  await endpoint.close();
  return { title: end[0], behaviour, calls: CALLS * RUNS, byExit, after: ids().length, duplicates, results, plain };
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
    rows[index] = await measureRow(node, end, behaviour, plain.get(end));
    process.stderr.write(`${index + 1}/${jobs.length} ${end[0]}, ${behaviour}\n`);
  };
  const isWaiting = ({ end, behaviour }) => behaviour === 'silent' && !isImmediate(end);
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
  return rows.map(compare);
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
const full = tables.map(fullTable).join('\n');
process.stdout.write(full);
if (options.write) {
  writeFileSync('docs/exit.md', `${INTRODUCTION}${summaryTable(tables)}\n${full}`);
}
