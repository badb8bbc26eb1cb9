/**
 * The API, for servers that are built, embedded or tested with mcpwatch inside. It is loaded from dist/agent.cjs, so that
 * the preload, the API and all their copies in a process share one agent.
 */
import type { Agent, McpWatchOptions } from './agent/agent-interface.js';
import type { MCPWatchClient as Client } from './agent/client.js';
import { claimProcess, currentState, TAKEN } from './agent/process-state.js';
import type { TransportType } from './model.js';
import { writeLine } from './stderr.js';

export type { McpWatchOptions } from './agent/agent-interface.js';
export type { ClientOptions, SendResult } from './agent/client.js';
export type { SettingOptions } from './config/settings.js';
export type { EventType, McpWatchEvent, QuotaInfo, TransportType } from './model.js';

declare const require: (id: './agent.cjs') => {
  createAgent(hookProblems: readonly string[]): Agent;
  detectTransportType(serverOrTransport: unknown): TransportType;
  MCPWatchClient: typeof Client;
};
const built = require('./agent.cjs');

const DEFAULT_TIMEOUT_MS = 5000;

/** `undefined` where something else, or another version of mcpwatch, was there first. */
function agentOfProcess(): Agent | undefined {
  const existing = currentState();
  if (existing !== undefined) return existing.agent();
  const agent = built.createAgent([]);
  if (claimProcess({ v: 1, adopt: agent.adopt, failed: agent.failed, agent: () => agent })) return agent;
  writeLine(`not installed: ${TAKEN}`);
  return undefined;
}

/**
 * Watches an MCP server (`McpServer` or `Server`, SDK v1 or v2), connected or not, and returns it. Calling it again for
 * the same server has no effect; a value that is not a server is reported on stderr. Options override the environment,
 * and count until the first server of the process connects.
 */
export function instrument<T extends object>(server: T, options: McpWatchOptions = {}): T {
  agentOfProcess()?.instrument(server, options);
  return server;
}

/** Resolves to true when everything that was captured is delivered, to false after `timeoutMs`. */
export async function flush(timeoutMs: number = DEFAULT_TIMEOUT_MS): Promise<boolean> {
  return (await currentState()?.agent().flush(timeoutMs)) ?? true;
}

/** Ends every session, flushes, and captures nothing from then on. Idempotent. */
export async function shutdown(timeoutMs: number = DEFAULT_TIMEOUT_MS): Promise<boolean> {
  return (await currentState()?.agent().shutdown(timeoutMs)) ?? true;
}

/** How a server, or a transport, talks to its client; recognised by its shape and classes. Never throws. */
export const detectTransportType: (serverOrTransport: unknown) => TransportType = built.detectTransportType;

/** Sends events that you create yourself; see docs/api.md. */
export const MCPWatchClient: typeof Client = built.MCPWatchClient;
export type MCPWatchClient = Client;
