/** Builds `dist` before the tests if it is missing or older than a source. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';

const SOURCES = ['src', 'tsup.config.ts', 'package.json', 'register.mjs'];
/** All of these must be newer than every source: a build writes them in no particular order. */
const RESULTS = [
  'dist/register.cjs',
  'dist/preload.cjs',
  'dist/agent.cjs',
  'dist/index.cjs',
  'dist/worker-source.cjs',
  'dist/cli.js',
  'dist/page/index.html',
];

function newestIn(path: string): number {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(`${path}/${name}`)));
}

export default function buildOnce(): void {
  const oldest = Math.min(...RESULTS.map((path) => (existsSync(path) ? statSync(path).mtimeMs : 0)));
  if (oldest > Math.max(...SOURCES.map(newestIn))) return;
  execFileSync('npm', ['run', 'build', '--silent'], { stdio: 'inherit', shell: process.platform === 'win32' });
}
