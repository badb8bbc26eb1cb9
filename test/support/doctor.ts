/** Runs `mcpwatch doctor` in an environment of its own. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './program.js';
import { inProject } from './project.js';
import { temporaryFolder } from './temporary-folder.js';

export interface DoctorFinding {
  readonly check: string;
  readonly level: 'ok' | 'note' | 'warning' | 'fault' | 'unknown';
  readonly text: string;
  readonly todo: string | null;
}

export interface Doctored {
  readonly code: number | null;
  /** Everything that it printed. */
  readonly output: string;
  readonly stdout: string;
  readonly servers: readonly { readonly name: string; readonly findings: readonly DoctorFinding[] }[];
  /** `check: text → todo`, one line each. */
  readonly faults: readonly string[];
  /** What is left of its temporary files. */
  readonly left: readonly string[];
}

export const CLI = inProject('dist', 'cli.js');

/** `args`: without `--json`. The busiest machine answers within 100 s; a later `--timeout` overrides it. */
export async function doctor(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Doctored> {
  const HOME = temporaryFolder();
  const TMPDIR = join(HOME, 'tmp');
  mkdirSync(TMPDIR);
  const env = { PATH: process.env['PATH'], HOME, TMPDIR, ...variables };
  const { code, stdout, stderr } = await run(process.execPath, [CLI, 'doctor', '--json', '--timeout', '100', ...args], {
    env,
  });
  const report: Pick<Doctored, 'servers'> =
    stdout.startsWith('{"') || stdout.startsWith('{\n  "version"') ? JSON.parse(stdout) : { servers: [] };
  const findings = report.servers.flatMap((server) => server.findings);
  return {
    code,
    stdout,
    output: stdout + stderr,
    servers: report.servers,
    faults: findings
      .filter(({ level }) => level === 'fault')
      .map(({ check, text, todo }) => `${check}: ${text} → ${todo}`),
    left: readdirSync(TMPDIR).filter((name) => name.startsWith('mcpwatch')),
  };
}
