/**
 * The API, for servers that are built, embedded or tested with mcpwatch inside. It is a door to dist/agent.cjs: the
 * preload, the API and all their copies in a process share one agent.
 */
import type { Agent, AgentOptions } from './agent/agent.js';
import type { MCPWatchClient as Client } from './agent/client.js';
import { claimProcess, currentState, type ProcessState, TAKEN } from './agent/process-state.js';
import type { TransportType } from './model.js';

export type { AgentOptions as McpWatchOptions } from './agent/agent.js';
export type { ClientOptions, SendResult } from './agent/client.js';
export type { SettingOptions } from './config.js';
export type { EventType, McpWatchEvent, QuotaInfo, TransportType } from './model.js';

declare const require: (id: './agent.cjs') => {
  createAgent(hookProblems: readonly string[]): Agent;
  detectTransportType(serverOrTransport: unknown): TransportType;
  MCPWatchClient: typeof Client;
};
const built = require('./agent.cjs');

const DEFAULT_TIMEOUT_MS = 5000;

/** Where another version of mcpwatch has taken the process, there is nobody to talk to: `undefined`. */
function agentOfProcess(): Agent | undefined {
  const existing = currentState();
  if (existing !== undefined) return existing.agent();
  const agent = built.createAgent([]);
  const state: ProcessState = { v: 1, adopt: agent.adopt, agent: () => agent };
  if (claimProcess(state)) return agent;
  process.stderr.write(`mcpwatch: not installed: ${TAKEN}\n`);
  return undefined;
}

/**
 * Watches an MCP server (`McpServer` or `Server`, SDK v1 or v2), connected or not, and returns it. Does nothing the
 * second time; says so on stderr where `server` is no MCP server. Options beat the environment until the first server
 * of the process connects.
 */
export function instrument<T extends object>(server: T, options: AgentOptions = {}): T {
  agentOfProcess()?.instrument(server, options ?? {});
  return server;
}

/** Resolves to true when everything that was captured is delivered, to false after `timeoutMs`. */
export async function flush(timeoutMs: number = DEFAULT_TIMEOUT_MS): Promise<boolean> {
  return (await currentState()?.agent().flush(timeoutMs)) ?? true;
}

/** Ends every session, flushes, and captures nothing any more; idempotent. */
export async function shutdown(timeoutMs: number = DEFAULT_TIMEOUT_MS): Promise<boolean> {
  return (await currentState()?.agent().shutdown(timeoutMs)) ?? true;
}

/** How a server, or a transport, talks to its client: by shape and class chain. Never throws. */
export const detectTransportType: (serverOrTransport: unknown) => TransportType = built.detectTransportType;

/** Sends events that you made yourself; see docs/api.md. */
export const MCPWatchClient: typeof Client = built.MCPWatchClient;
export type MCPWatchClient = Client;
