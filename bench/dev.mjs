/**
 * The collector with a million events: how long each view's query takes, whether 2,000 events a second are accepted for
 * a minute, and how much memory that takes. `npm run bench:dev`; smaller: `npm run bench:dev -- --events 100000 --seconds 10`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { printed } from '../scripts/printed.mjs';
import { eventsFrom } from './dev-events.mjs';
import { VIEWS } from './dev-views.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '20' },
  },
});
const [EVENTS, SECONDS, ROUNDS] = [values.events, values.seconds, values.rounds].map(Number);
const RATE = 2000;
const folder = mkdtempSync(join(tmpdir(), 'mcpwatch-bench-'));
const child = spawn(
  process.execPath,
  ['dist/cli.js', 'dev', '--port', '0', '--json', '--max-events', String(EVENTS * 2), '--max-size', '8G'],
  { env: { ...process.env, MCPWATCH_SPOOL_DIR: folder }, stdio: ['ignore', 'ignore', 'pipe'] },
);
const address = await printed(child, /listening on (\S+)/);
const token = readFileSync(join(folder, 'dev-token'), 'utf8').trim();
const headers = { authorization: `Bearer ${token}` };
const rows = [];

try {
  const filled = await fill();
  rows.push(['fill', `${EVENTS} events in ${(filled / 1000).toFixed(1)} s`, '', memory()]);
  rows.push(['SELECT 1', selectOne(), '', memory()]);
  for (const [name, path] of VIEWS) rows.push([name, ...(await measure(path)), memory()]);
  const ingested = await ingest();
  rows.push([
    `${RATE} events/s for ${SECONDS} s`,
    `${ingested.accepted} accepted, ${ingested.refused} refused, ${ingested.late} late`,
    `p95 ${ingested.p95.toFixed(1)} ms`,
    memory(),
  ]);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
} finally {
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}

async function fill() {
  const start = performance.now();
  const events = eventsFrom({ startMs: Date.now() - EVENTS / 2, stepMs: 0.5 });
  let sent = 0;
  while (sent < EVENTS) {
    const texts = [];
    while (texts.length < 1000 && sent + texts.length < EVENTS) texts.push(events.next().value);
    sent += texts.length;
    const answer = await post(texts);
    if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  }
  return performance.now() - start;
}

function post(texts) {
  return fetch(`${address}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"batch":[${texts.join(',')}]}`,
  });
}

async function measure(path) {
  const times = [];
  let complete = true;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    const answer = await fetch(`${address}${path}`, { headers });
    const body = await answer.text();
    times.push(performance.now() - start);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${body}`);
    if (body.includes('"complete":false')) complete = false;
  }
  return [quantiles(times), complete ? '' : 'partial'];
}

/** Posts of 50 events, as a server's worker sends them, on a fixed schedule. */
async function ingest() {
  const events = eventsFrom({ startMs: Date.now(), stepMs: 1000 / RATE, seed: 2 });
  const result = { accepted: 0, refused: 0, late: 0, p95: 0 };
  const times = [];
  const pending = new Set();
  const begin = performance.now();
  for (let batch = 0; batch < (SECONDS * RATE) / 50; batch += 1) {
    const due = begin + (batch * 50_000) / RATE;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    else if (wait < -1000) result.late += 1;
    const texts = Array.from({ length: 50 }, () => events.next().value);
    const start = performance.now();
    const sent = post(texts).then(async (answer) => {
      const body = await answer.json();
      times.push(performance.now() - start);
      result.accepted += body.accepted ?? 0;
      if (answer.status !== 202) result.refused += 50;
      pending.delete(sent);
    });
    pending.add(sent);
  }
  await Promise.all(pending);
  times.sort((a, b) => a - b);
  result.p95 = times[Math.ceil(times.length * 0.95) - 1];
  return result;
}

/** What the machine allows: the least that a query of the same database can take. */
function selectOne() {
  const db = new DatabaseSync(join(folder, 'dev.db'), { readOnly: true });
  const times = Array.from({ length: 1000 }, () => {
    const start = performance.now();
    db.prepare('SELECT 1').get();
    return performance.now() - start;
  });
  db.close();
  return quantiles(times, 3);
}

function quantiles(times, digits = 1) {
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.ceil(times.length * share) - 1].toFixed(digits);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}

function memory() {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const mib = (name) => (Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024).toFixed(0);
  return `RSS ${mib('VmRSS')} MiB, peak ${mib('VmHWM')} MiB`;
}
