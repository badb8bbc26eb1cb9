/**
 * `npm run bench:startup`: what the preload costs until a server answers `initialize`. Compares CPU time (user and
 * system, all threads) and memory of the same process with and without the preload; runs are interleaved, figures are
 * medians. A server's first start compiles the agent; later ones find its code kept in the spool folder, which is a row of
 * its own. Also covers a process that loads no SDK, package managers that NODE_OPTIONS reaches, and an application of 1,000
 * modules.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { nodeBinary, ROOT } from '../test/matrix/packages.mjs';
import { publish } from './figures.ts';
import { isNoisy, spreadOf } from './spread.ts';

const { values: options, positionals: versions } = parseArgs({
  options: { runs: { type: 'string', default: process.env.BENCH_RUNS ?? '15' } },
  allowPositionals: true,
});
const RUNS = Number(options.runs);
/** The code is kept five seconds after a start. */
const KEEP_MS = 30_000;
const scratch = mkdtempSync(join(tmpdir(), 'mcpwatch-startup-'));

/** Reports CPU and memory at the first reply, or at exit when there is none. Runs in both processes. */
const REPORTER = `
const { writeSync } = require('node:fs');
let reported = false;
function report() {
  if (reported) return;
  reported = true;
  const { user, system } = process.cpuUsage();
  writeSync(2, 'measured ' + JSON.stringify({ cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 2 ** 20 }) + '\\n');
}
const write = process.stdout.write;
process.stdout.write = function (chunk, ...rest) {
  const done = write.call(this, chunk, ...rest);
  if (String(chunk).includes('"id":1')) report();
  return done;
};
process.on('exit', report);
`;
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } },
};

const environmentOf = (node, env) => ({
  PATH: `${dirname(node)}:${process.env.PATH}`,
  HOME: scratch,
  MCPWATCH_SPOOL_DIR: join(scratch, 'spool'),
  MCPWATCH_ENDPOINT: 'http://127.0.0.1:9',
  MCPWATCH_LOG: 'off',
  npm_config_update_notifier: 'false',
  ...env,
});

/** Runs a server in `spool` until its agent's compiled code is kept there. */
async function keepCode(node, args, spool, input) {
  const child = spawn(node, args, {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: environmentOf(node, { MCPWATCH_SPOOL_DIR: spool }),
  });
  child.stdin.write(input);
  const isKept = () => existsSync(spool) && readdirSync(spool).filter((name) => name.endsWith('.code')).length === 2;
  for (let waited = 0; !isKept() && waited < KEEP_MS; waited += 100) await sleep(100);
  child.stdin.end();
  await once(child, 'close');
  if (!isKept()) throw new Error(`no code was kept by ${args.join(' ')}`);
}

function measure(node, args, { env = {}, input = '' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { stdio: ['pipe', 'ignore', 'pipe'], env: environmentOf(node, env) });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
      if (stderr.includes('measured ')) child.stdin.end();
    });
    child.on('close', () => {
      const line = stderr.split('\n').find((candidate) => candidate.startsWith('measured '));
      if (line === undefined) reject(new Error(`nothing measured by ${args.join(' ')}\n${stderr}`));
      else resolve(JSON.parse(line.slice('measured '.length)));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.write(input);
    if (input === '') child.stdin.end();
  });
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** In percent of the CPU time without mcpwatch: what the project allows itself for a server (#14). */
const SERVER_PERCENT = 7;

function publishFigure(title, added, without) {
  const samples = added.map((ms) => (100 * ms) / without);
  const name = `start-up, ${title}: CPU until the reply to \`initialize\``;
  const isShort = title.endsWith('(ESM)');
  publish([{ name, unit: '%', samples, target: SERVER_PERCENT, ...(isShort ? { short: name } : {}) }]);
}

/** Runs both in turn, so that noise from the machine affects both. */
async function compare(version, name, target, plain, watched) {
  const cpu = [];
  const rss = [];
  const base = [];
  for (let run = 0; run < RUNS; run += 1) {
    const [a, b] =
      run % 2 === 0
        ? [await plain(), await watched()]
        : await Promise.resolve(watched()).then(async (w) => [await plain(), w]);
    base.push(a.cpuMs);
    cpu.push(b.cpuMs - a.cpuMs);
    rss.push(b.rssMb - a.rssMb);
  }
  const added = median(cpu);
  const without = median(base);
  const percent = (100 * added) / without;
  if (name.includes('server')) publishFigure(`Node ${version}, ${name}`, cpu, without);
  const isMet = target.ms === undefined ? percent <= target.percent : added <= target.ms;
  const goal = target.ms === undefined ? `≤ ${target.percent} %` : `≤ ${target.ms} ms`;
  console.log(
    `${name.padEnd(42)} ${without.toFixed(0).padStart(6)} ms  ${`+${added.toFixed(1)}`.padStart(7)} ms  ${`${percent.toFixed(1)} %`.padStart(8)}  ${`+${median(rss).toFixed(1)}`.padStart(6)} MB   ${goal.padEnd(8)} ${isNoisy(spreadOf(cpu), 'ms') ? 'noisy' : isMet ? 'met' : 'MISSED'}`,
  );
}

/** An application without an MCP SDK: one file that imports 1,000 modules. */
function writeLargeApp() {
  const folder = join(scratch, 'large');
  mkdirSync(folder);
  const filler = Array.from(
    { length: 60 },
    (_, line) => `export function f${line}(a, b) { return [a, b, ${line}]; }`,
  ).join('\n');
  const imports = [];
  for (let index = 0; index < 1000; index += 1) {
    writeFileSync(join(folder, `m${index}.mjs`), `${filler}\nexport default ${index};\n`);
    imports.push(`import './m${index}.mjs';`);
  }
  writeFileSync(join(folder, 'main.mjs'), imports.join('\n'));
  return join(folder, 'main.mjs');
}

const SERVERS = [
  { name: 'v1 stdio server (ESM)', file: 'esm-stdio-server.mjs', ms: 20 },
  { name: 'v1 stdio server (CommonJS)', file: 'cjs-stdio-server.cjs', ms: 20 },
  { name: 'v2 stdio server (ESM)', file: 'v2-stdio-server.mjs', ms: 25 },
  { name: 'v2 stdio server (CommonJS)', file: 'v2-cjs-stdio-server.cjs', ms: 25 },
];

async function benchNode(version) {
  const node = await nodeBinary(version);
  const reporter = join(scratch, 'reporter.cjs');
  writeFileSync(reporter, REPORTER);
  const empty = join(scratch, 'empty.cjs');
  writeFileSync(empty, '');
  const npm = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const fixture = (name) => join(ROOT, 'fixtures', name);
  const input = `${JSON.stringify(INITIALIZE)}\n`;
  const pair = (file, options, how = ['--import', join(ROOT, 'register.mjs')]) => [
    () => measure(node, ['-r', reporter, file], options),
    () => measure(node, [...how, '-r', reporter, file], options),
  ];
  const byOptions = (args) => {
    const mine = (extra) => ({ env: { NODE_OPTIONS: `${extra} --require "${reporter}"` } });
    const register = `--require "${join(ROOT, 'dist', 'register.cjs')}"`;
    return [() => measure(node, args, mine('')), () => measure(node, args, mine(register))];
  };

  console.log(`\nNode ${version}${' '.repeat(31)}without      added               memory   target`);
  for (const { name, file, ms } of SERVERS) {
    await compare(version, `${name}, first start`, { ms }, ...pair(fixture(file), { input }));
    const spool = join(scratch, `kept-${version}-${file}`);
    const watched = ['--import', join(ROOT, 'register.mjs'), fixture(file)];
    await keepCode(node, watched, spool, input);
    await compare(version, name, { ms }, ...pair(fixture(file), { input, env: { MCPWATCH_SPOOL_DIR: spool } }));
  }
  await compare(version, 'no SDK, --import', { ms: 10 }, ...pair(empty));
  await compare(version, 'no SDK, NODE_OPTIONS --require', { ms: 10 }, ...byOptions([empty]));
  const npmCli = [
    process.env.npm_execpath,
    npm,
    '/usr/lib/node_modules/npm/bin/npm-cli.js',
    '/usr/local/lib/node_modules/npm/bin/npm-cli.js',
  ].find((path) => path !== undefined && existsSync(path));
  if (npmCli !== undefined) {
    await compare(version, 'npm --version, NODE_OPTIONS', { ms: 5 }, ...byOptions([npmCli, '--version']));
    await compare(
      version,
      'npx --version, NODE_OPTIONS',
      { ms: 5 },
      ...byOptions([join(dirname(npmCli), 'npx-cli.js'), '--version']),
    );
  }
  await compare(version, '1,000 modules without any SDK', { percent: 10 }, ...pair(writeLargeAppOnce()));
}

let largeApp;
const writeLargeAppOnce = () => (largeApp ??= writeLargeApp());

console.log(`added CPU until the reply to initialize; medians of ${RUNS} interleaved pairs`);
try {
  for (const version of versions.length > 0 ? versions : ['24.21.0', '26']) await benchNode(version);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
