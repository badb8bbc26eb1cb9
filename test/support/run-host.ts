/** Runs the built fixtures/delivery-host.ts to its end, with signals or without. */
import { spawn } from 'node:child_process';

export interface HostRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from the moment when the end began until the process was gone. */
  readonly endMs: number;
}

export interface HostOptions {
  /** The built fixtures/delivery-host.ts. */
  readonly path: string;
  readonly node?: string;
  readonly nodeFlags?: readonly string[];
  readonly end: string;
  /** Signals to send when the host reports that it is ready; with none, its stdin is closed. */
  readonly signals?: readonly NodeJS.Signals[];
  readonly env?: Readonly<Record<string, string>>;
  /** The host's stdin is closed when this resolves. */
  readonly closeStdin?: Promise<unknown>;
}

const PATIENCE_MS = 20_000;
const BETWEEN_SIGNALS_MS = 200;

/** Runs the host to its end. */
export function runHost(options: HostOptions): Promise<HostRun> {
  const { path, node = process.execPath, nodeFlags = [], end, signals = [], env = {}, closeStdin } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(node, [...nodeFlags, path, end], { env: { PATH: process.env.PATH, ...env } });
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    let stdout = '';
    let stderr = '';
    let endedAt: number | undefined;
    child.stdout.on('data', (chunk) => {
      const isReady = stdout.includes('ready');
      stdout += String(chunk);
      if (isReady || !stdout.includes('ready')) return;
      endedAt = Date.now();
      const closesStdin = signals.length === 0 || end.startsWith('stdin-end');
      if (closesStdin) child.stdin.end();
      for (const [index, signal] of signals.entries()) {
        setTimeout(() => child.kill(signal), (closesStdin ? index + 1 : index) * BETWEEN_SIGNALS_MS);
      }
    });
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.on('error', reject);
    void closeStdin?.then(() => child.stdin.end());
    child.on('close', (code, signal) => {
      clearTimeout(patience);
      const began = endedAt ?? Number(/ended (\d+)/.exec(stdout)?.[1]);
      resolve({ code, signal, stdout, stderr, endMs: Date.now() - began });
    });
  });
}
