/** Runs a server program with or without the preload, and collects its events. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './packages.mjs';

export const REGISTER = { import: join(ROOT, 'register.mjs'), require: join(ROOT, 'dist', 'register.cjs') };

/** `--import` or `--require` of the built package. */
export const preload = (how = 'import') => [`--${how}`, REGISTER[how]];

/**
 * The environment of one run, with mcpwatch or (`receiver` undefined) without; `end` returns the events after the run.
 */
export function prepareRun({ env = {}, receiver } = {}) {
  const key = randomUUID();
  const spool = mkdtempSync(join(tmpdir(), 'mcpwatch-matrix-'));
  return {
    env: {
      PATH: process.env.PATH,
      HOME: spool,
      ...(receiver && {
        MCPWATCH_ENDPOINT: receiver.endpoint,
        MCPWATCH_API_KEY: key,
        MCPWATCH_SPOOL_DIR: spool,
      }),
      MCPWATCH_FLUSH_INTERVAL: '50',
      ...env,
    },
    end() {
      rmSync(spool, { recursive: true, force: true });
      return receiver?.take(key) ?? [];
    },
  };
}

/** Starts `command`; returns its stdio, line by line, and its events at the end. */
export function startProgram(command, args, { cwd, ...options } = {}) {
  const run = prepareRun(options);
  const child = spawn(command, args, { cwd, env: run.env, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = [];
  const errors = [];
  const waiting = new Set();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const check of waiting) check();
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line);
    for (const check of waiting) check();
  });
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
  child.on('error', (error) => errors.push(String(error)));
  child.stdin.on('error', () => undefined);

  return {
    child,
    lines,
    errors,
    send: (message) => child.stdin.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`),
    /** The first line of stdout (or stderr) that `matches`, printed already or later. */
    line(matches, { from = lines, timeoutMs = 20_000 } = {}) {
      return new Promise((resolve, reject) => {
        const check = () => {
          const found = from.find(matches);
          if (found === undefined) return;
          settle(() => resolve(found));
        };
        const settle = (then) => {
          waiting.delete(check);
          clearTimeout(timer);
          then();
        };
        const fail = () =>
          reject(new Error(`no such line; stdout:\n${lines.join('\n')}\nstderr:\n${errors.join('\n')}`));
        const timer = setTimeout(() => settle(fail), timeoutMs);
        ended.then(() => setImmediate(() => settle(fail)));
        waiting.add(check);
        check();
      });
    },
    reply(id) {
      return this.line((line) => parse(line)?.id === id && !('method' in parse(line))).then(parse);
    },
    /** The port that an HTTP server prints. */
    port() {
      return this.line((line) => line.startsWith('port ')).then((line) => line.slice('port '.length));
    },
    /** Ends stdin and waits; afterwards the events are complete. */
    async finish({ signal, timeoutMs = 8000 } = {}) {
      if (signal === undefined) child.stdin.end();
      else child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGTERM'), timeoutMs);
      const kill = setTimeout(() => child.kill('SIGKILL'), timeoutMs + 3000);
      const end = await ended;
      clearTimeout(timer);
      clearTimeout(kill);
      const sent = run.end();
      const printed = errors.map(parse).filter((event) => event?.event_id !== undefined);
      return { ...end, lines, errors, events: sent.length > 0 ? sent : printed };
    },
  };
}

export function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
