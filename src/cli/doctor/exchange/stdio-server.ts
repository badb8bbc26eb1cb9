/** A server that doctor has started: JSON-RPC lines in and out, everything else that it prints, and its end. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { FACTS_VARIABLE } from '../../../run/run-notes.js';
import { Family } from '../processes/family.js';
import { type Exchange, isRecord, readMessage } from './link.js';
import { OutputTail } from './output-tail.js';
import { Pending } from './pending.js';

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string | undefined;
}

export type ServerState =
  | { readonly kind: 'running' }
  /** `errno`: the error's code, or its message. */
  | { readonly kind: 'not started'; readonly errno: string }
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** What made the server end when doctor had finished. */
export type Stopped = 'by itself' | 'stdin' | 'SIGTERM' | 'SIGKILL';

const STDIN_MS = 2000;
const SIGTERM_MS = 2000;

export class StdioServer implements Exchange {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #pending = new Pending();
  readonly #ended: Promise<void>;
  /** `undefined`: it could not be started. */
  readonly #family: Family | undefined;
  #stopping: Promise<Stopped> | undefined;
  /** Lines on stdout that are no messages. */
  readonly stray = new OutputTail('first');
  readonly stderr = new OutputTail('last');
  #state: ServerState = { kind: 'running' };

  constructor({ command, args, env, cwd }: Launch) {
    // A group of its own: a server behind npx or a shell can be ended with everything that it has started.
    const detached = process.platform !== 'win32';
    this.#child = spawn(command, args, { stdio: 'pipe', env, cwd, detached });
    const { stdin, stdout, stderr, pid } = this.#child;
    this.#family =
      pid === undefined ? undefined : new Family(pid, { variable: FACTS_VARIABLE, value: env[FACTS_VARIABLE] ?? '' });
    // The server may end before a line is written.
    stdin.on('error', () => {});
    this.stray.read(stdout, (line) => this.#receive(line));
    this.stderr.read(stderr, () => false);
    this.#ended = new Promise((resolve) => {
      const end = (state: ServerState, why: string) => {
        if (this.#state.kind === 'running') this.#state = state;
        this.#pending.end(why);
        resolve();
      };
      this.#child.on('error', (error: NodeJS.ErrnoException) => {
        if (this.#child.pid === undefined)
          end({ kind: 'not started', errno: error.code ?? error.message }, 'not started');
      });
      // What it has printed last is read before `close`; a process of its own may keep the pipes open for ever.
      this.#child.on('exit', (code, signal) =>
        setTimeout(end, 200, { kind: 'ended', code, signal }, 'the server ended'),
      );
      this.#child.on('close', (code, signal) => end({ kind: 'ended', code, signal }, 'the server ended'));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get state(): ServerState {
    return this.#state;
  }

  request(method: string, params: Readonly<Record<string, unknown>> | undefined, timeoutMs: number) {
    return this.#pending.ask((id) => this.#send({ id, method, params }), timeoutMs);
  }

  async notify(method: string): Promise<void> {
    this.#send({ method });
  }

  /** Nothing repeats it. */
  agreed(): void {}

  /** Ends the server as a client does: first by closing its stdin. Nothing of what it has started is left then. */
  stop(): Promise<Stopped> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Ends everything now. */
  async abandon(): Promise<void> {
    await this.#family?.end();
  }

  async #stop(): Promise<Stopped> {
    const stopped = await this.#endServer();
    await this.#family?.end();
    return stopped;
  }

  async #endServer(): Promise<Stopped> {
    if (this.#state.kind !== 'running') return 'by itself';
    this.#child.stdin.end();
    if (await this.#hasEnded(STDIN_MS)) return 'stdin';
    this.#family?.signal('SIGTERM');
    if (await this.#hasEnded(SIGTERM_MS)) return 'SIGTERM';
    this.#family?.signal('SIGKILL');
    await this.#ended;
    return 'SIGKILL';
  }

  async #hasEnded(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, ms, false);
    });
    const isEnded = await Promise.race([this.#ended.then(() => true), late]);
    clearTimeout(timer);
    return isEnded;
  }

  /** Whether `line` was a message. */
  #receive(line: string): boolean {
    const message = readMessage(line);
    if (message === undefined) return line.trim() === '';
    if (!this.#pending.take(message)) this.#answer(message);
    return true;
  }

  /** What a server asks of its client: doctor offers nothing, but answers. */
  #answer({ id, method }: Readonly<Record<string, unknown>>): void {
    if (id === undefined || typeof method !== 'string') return;
    if (method === 'ping') this.#send({ id, result: {} });
    else this.#send({ id, error: { code: -32601, message: 'mcpwatch doctor offers no capabilities' } });
  }

  #send(message: object): void {
    if (isRecord(message) && this.#child.stdin.writable) {
      this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    }
  }
}
