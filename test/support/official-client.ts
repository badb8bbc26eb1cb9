/** Official clients of both SDKs, and real servers for them that a test can kill. */
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { onTestFinished } from 'vitest';
import { start } from './program.js';

export type Generation = 'v1' | 'v2';

/** The part of both clients that tests use. */
export interface Caller {
  callTool(call: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

export const IDENTITY = { name: 'official-client', version: '7.8.9' };

/** A command and its environment. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export interface Served {
  /** Over stdio, the client that has started the process; over HTTP, one client more. */
  connect(name?: string): Promise<Caller>;
  saw(pattern: RegExp): Promise<unknown>;
  pid(): number;
}

async function clientOf(generation: Generation, transport: object, name = IDENTITY.name): Promise<Caller> {
  const identity = { ...IDENTITY, name };
  const client = generation === 'v1' ? new ClientV1(identity) : new ClientV2(identity);
  await client.connect(transport as never);
  onTestFinished(() => client.close());
  return client;
}

export const httpTransport = (generation: Generation, url: URL) =>
  generation === 'v1' ? new HttpV1(url) : new HttpV2(url);

export function connectByHttp(generation: Generation, url: URL, name?: string): Promise<Caller> {
  return clientOf(generation, httpTransport(generation, url), name);
}

/** The official client's own transport, around a process that the test can kill. */
export function serveStdio(generation: Generation, { command, args, env }: Command): Served {
  const transport = new (generation === 'v1' ? StdioV1 : StdioV2)({
    command,
    args: [...args],
    env: env as Record<string, string>,
    stderr: 'pipe',
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  return {
    connect: (name) => clientOf(generation, transport, name),
    saw: (pattern) => until(() => pattern.test(stderr), `${pattern} in ${stderr}`),
    pid: () => transport.pid ?? 0,
  };
}

/** A server that prints its port on stdout. */
export async function serveHttp(generation: Generation, { command, args, env }: Command): Promise<Served> {
  const program = start(command, args, { env });
  onTestFinished(() => void program.child.kill('SIGKILL'));
  const [, port] = await program.saw('stdout', /(\d+)/);
  const url = new URL(`http://127.0.0.1:${port}/mcp`);
  return {
    connect: (name) => connectByHttp(generation, url, name),
    saw: (pattern) => program.saw('stderr', pattern),
    pid: () => program.child.pid ?? 0,
  };
}

export async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 2500 && !isTrue(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  if (!isTrue()) throw new Error(`waited too long for ${what}`);
}

export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
