/** Runs a stdio server as a client would: a real process, raw JSON-RPC lines in, raw bytes out. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface StdioRun {
  /** Every byte that the server wrote on stdout. */
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export type Step =
  /** Sends a request and waits for its reply. */
  | { readonly request: string; readonly params?: unknown }
  /** Sends a request and does not wait for its reply. */
  | { readonly post: string; readonly params?: unknown }
  | { readonly notify: string; readonly params?: unknown }
  /** Answers a request of the server. */
  | { readonly reply: number | string; readonly result: unknown }
  /** Waits until a line on stdout contains the text. */
  | { readonly until: string }
  /** Waits until it returns true. */
  | { readonly untilTrue: () => boolean }
  /** Waits until stderr contains the text. */
  | { readonly untilStderr: string };

export type Ending = 'stdin-end' | 'exits-by-itself' | NodeJS.Signals;

export interface StdioRunOptions {
  /** The whole command: node, its options, the file. */
  readonly command: readonly [string, ...string[]];
  readonly steps: readonly Step[];
  readonly ending?: Ending;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** Generous, because no test is about time and the machine may be busy. */
const REPLY_TIMEOUT_MS = 30_000;

export const HANDSHAKE: readonly Step[] = [
  {
    request: 'initialize',
    params: {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test-client', version: '4.5.6' },
    },
  },
  { notify: 'notifications/initialized' },
];

export async function runStdio(options: StdioRunOptions): Promise<StdioRun> {
  const [program, ...args] = options.command;
  const env = { ...process.env, NODE_OPTIONS: undefined, ...options.env };
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env, cwd: options.cwd });
  const seen = collect(child);
  const ended = new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  try {
    let id = 0;
    for (const step of options.steps) {
      if ('request' in step || 'post' in step) id += 1;
      await take(child, step, id, seen);
    }
    end(child, options.ending ?? 'stdin-end');
    const end_ = await within(ended, 'the end of the process');
    return { ...end_, stdout: seen.stdout, stderr: seen.stderr };
  } finally {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

interface Seen {
  stdout: string;
  stderr: string;
  readonly lines: string[];
  readonly waiting: Set<() => void>;
  /** Called when the process ends; fails the step that waits for a line. */
  onEnd: () => void;
}

function collect(child: Child): Seen {
  const seen: Seen = { stdout: '', stderr: '', lines: [], waiting: new Set(), onEnd: () => {} };
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk: string) => {
    seen.stdout += chunk;
  });
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (chunk: string) => {
    seen.stderr += chunk;
    for (const look of seen.waiting) look();
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    seen.lines.push(line);
    for (const look of seen.waiting) look();
  });
  child.on('close', () => seen.onEnd());
  // The server may end before the last line is written.
  child.stdin.on('error', () => {});
  return seen;
}

async function take(child: Child, step: Step, id: number, seen: Seen): Promise<void> {
  if ('until' in step)
    return when(
      seen,
      hasLine((line) => line.includes(step.until)),
      step.until,
    );
  if ('untilStderr' in step) return when(seen, () => seen.stderr.includes(step.untilStderr), step.untilStderr);
  if ('untilTrue' in step) return poll(step.untilTrue);
  if ('reply' in step) {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: step.reply, result: step.result })}\n`);
    return;
  }
  const method = 'request' in step ? step.request : 'post' in step ? step.post : step.notify;
  const message = { jsonrpc: '2.0', ...('notify' in step ? {} : { id }), method, params: step.params };
  child.stdin.write(`${JSON.stringify(message)}\n`);
  if ('request' in step)
    await when(
      seen,
      hasLine((line) => isReply(line, id)),
      `the reply to ${method}`,
    );
}

async function poll(holds: () => boolean): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs += 20) {
    if (waitedMs > REPLY_TIMEOUT_MS) throw new Error('waited too long');
    await sleep(20);
  }
}

function isReply(line: string, id: number): boolean {
  try {
    const message = JSON.parse(line) as { id?: unknown; method?: unknown };
    return message.id === id && message.method === undefined;
  } catch {
    return false;
  }
}

function hasLine(matches: (line: string) => boolean): (seen: Seen) => boolean {
  return (seen) => seen.lines.some(matches);
}

function when(seen: Seen, holds: (seen: Seen) => boolean, what: string): Promise<void> {
  return within(
    new Promise((resolve, reject) => {
      const look = () => {
        if (!holds(seen)) return;
        seen.waiting.delete(look);
        resolve();
      };
      seen.waiting.add(look);
      seen.onEnd = () => reject(new Error(`the server ended before ${what}\n${seen.stderr}`));
      look();
    }),
    what,
  );
}

function end(child: Child, ending: Ending): void {
  if (ending === 'stdin-end') child.stdin.end();
  else if (ending !== 'exits-by-itself') child.kill(ending);
}

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited too long for ${what}`)), REPLY_TIMEOUT_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
