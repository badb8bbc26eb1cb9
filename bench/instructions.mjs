/**
 * `node bench/instructions.mjs [fixture…]`: instructions that a server executes until its reply to `initialize`, without
 * mcpwatch, at its first start with it and at a later one, whose code is kept. Counted by valgrind, in one thread and with
 * fixed seeds, so that a few thousand more or less can be seen; what garbage collection does may still jump by 2 %.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = resolve(import.meta.dirname, '..');
const PRELOAD = ['--import', join(ROOT, 'register.mjs')];
const FIXED = ['--single-threaded', '--hash-seed=1', '--random-seed=1'];
const FIXTURES = ['esm-stdio-server.mjs', 'cjs-stdio-server.cjs', 'v2-stdio-server.mjs'];
/** The code is kept five seconds after a start. */
const KEEP_MS = 30_000;
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } },
};

const scratch = mkdtempSync(join(tmpdir(), 'mcpwatch-instructions-'));
const ending = join(scratch, 'ending.cjs');
/** Ends the process right after the reply. */
writeFileSync(
  ending,
  `const { write } = process.stdout;
process.stdout.write = function (chunk, ...rest) {
  const isWritten = write.call(this, chunk, ...rest);
  if (String(chunk).includes('"id":1')) process.reallyExit(0);
  return isWritten;
};
`,
);

function start(command, args, spool) {
  const env = { PATH: process.env.PATH, HOME: scratch, MCPWATCH_SPOOL_DIR: spool, MCPWATCH_LOG: 'off' };
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'pipe'], env });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
  return child;
}

/** In millions. */
async function count(args, spool) {
  const counter = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null', process.execPath];
  const child = start('valgrind', [...counter, ...FIXED, ...args], spool);
  const text = (await child.stderr.setEncoding('utf8').toArray()).join('');
  const [, counted] = /I\s+refs:\s+([\d,]+)/.exec(text) ?? [];
  if (counted === undefined) throw new Error(`nothing was counted: ${text}`);
  return Number(counted.replaceAll(',', '')) / 1e6;
}

async function keepCode(server, spool) {
  const child = start(process.execPath, [...FIXED, ...PRELOAD, server], spool);
  child.stderr.resume();
  const isKept = () => existsSync(spool) && readdirSync(spool).filter((name) => name.endsWith('.code')).length === 2;
  for (let waited = 0; !isKept() && waited < KEEP_MS; waited += 100) await sleep(100);
  child.stdin.end();
  await once(child, 'close');
  if (!isKept()) throw new Error(`no code was kept by ${server}`);
}

const names = process.argv.slice(2);
console.log(`millions of instructions, Node ${process.version}    without   first start  later start`);
try {
  for (const name of names.length > 0 ? names : FIXTURES) {
    const server = join(ROOT, 'fixtures', name);
    const without = await count(['-r', ending, server], scratch);
    const first = await count([...PRELOAD, '-r', ending, server], join(scratch, `first-${name}`));
    const kept = join(scratch, `kept-${name}`);
    await keepCode(server, kept);
    const later = await count([...PRELOAD, '-r', ending, server], kept);
    const added = (total) => `+${(total - without).toFixed(1)} (${((100 * total) / without - 100).toFixed(1)} %)`;
    console.log(`${name.padEnd(44)} ${without.toFixed(1)}  ${added(first)}  ${added(later)}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
