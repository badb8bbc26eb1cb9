/**
 * `npm run bench`: runs the benchmarks one after the other, prints what they print and their figures beside the targets,
 * and writes bench/results.json, bench/results.md and README's short table. Nothing is written with `--quick`.
 *
 *     npm run bench -- [--only call,event] [--quick] [-- arguments for the only benchmark, instead of its usual ones]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BENCHES } from './benches.ts';
import { FIGURES_FILE, figuresIn } from './figures.ts';
import { figureTable } from './results-page.ts';
import { readOutcomes, writeOutcomes } from './write-results.ts';

const { values: options, positionals: own } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
process.chdir(join(import.meta.dirname, '..'));

const names = options.only?.split(',') ?? BENCHES.map(({ name }) => name);
const unknown = names.filter((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown.length > 0) throw new Error(`no such benchmark: ${unknown}; there are ${BENCHES.map(({ name }) => name)}`);

if (own.length > 0 && names.length !== 1) throw new Error('arguments for a benchmark need --only with its name');

const [{ model }] = cpus();
const MACHINE = `${cpus().length} × ${model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`;
const folder = mkdtempSync(join(tmpdir(), 'mcpwatch-bench-'));

function run({ name, args, quick }) {
  const figures = join(folder, name);
  writeFileSync(figures, '');
  const begun = Date.now();
  const usual = options.quick ? quick : args;
  const child = spawn('npm', ['run', '--silent', `bench:${name}`, '--', ...(own.length > 0 ? own : usual)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, [FIGURES_FILE]: figures },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    process.stdout.write(text);
  });
  return new Promise((resolve) => {
    child.on('close', (code) =>
      resolve({
        date: new Date(begun).toISOString().slice(0, 10),
        node: process.versions.node,
        machine: MACHINE,
        seconds: (Date.now() - begun) / 1000,
        output,
        figures: figuresIn(readFileSync(figures, 'utf8')),
        problem: code === 0 ? undefined : `exit code ${code}`,
      }),
    );
  });
}

const fresh = {};
for (const bench of BENCHES.filter(({ name }) => names.includes(name))) {
  console.log(`\n## bench:${bench.name}\n`);
  const outcome = await run(bench);
  fresh[bench.name] = outcome;
  if (outcome.problem !== undefined) process.exitCode = 1;
}
rmSync(folder, { recursive: true, force: true });
console.log(`\n${figureTable(Object.values(fresh).flatMap(({ figures }) => figures))}`);
if (!options.quick) writeOutcomes({ ...readOutcomes(), ...fresh });
