/** Starts a real program and reads what it prints. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the first match in everything that the stream has printed so far. */
  saw(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpMatchArray>;
}

/** Shorter than a test may take, so that a failure has its reason. */
const PATIENCE_MS = 25_000;

export function start(command: string, args: readonly string[], options: SpawnOptions = {}): Program {
  const child = spawn(command, args, { stdio: 'pipe', ...options });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  let hasSaidAll = false;
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      hasSaidAll = true;
      resolve({ code, signal, ...said });
    });
  });
  return {
    child,
    ended,
    async saw(stream, pattern) {
      const giveUp = Date.now() + PATIENCE_MS;
      for (;;) {
        const match = said[stream].match(pattern);
        if (match !== null) return match;
        if (Date.now() > giveUp || hasSaidAll) {
          throw new Error(`${stream} never said ${pattern}; stdout: ${said.stdout}; stderr: ${said.stderr}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}

/** Runs a program to its end. */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  const program = start(command, args, options);
  program.child.stdin?.end();
  return program.ended;
}
