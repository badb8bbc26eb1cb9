import { createPipeline } from '../../../src/agent/pipeline/pipeline.js';
import { parseConfig, type Settings } from '../../../src/config/parse-config.js';
import { withoutBreak } from '../../../src/delivery/spool/format/line-text.js';
import { createLedger } from '../../../src/ledger.js';
import type { McpWatchEvent } from '../../../src/model.js';

/** A complete tool call. */
export function sampleEvent(changes: Partial<McpWatchEvent> = {}): McpWatchEvent {
  return {
    event_id: '019ab4c2-7b1c-7def-8000-000000000001',
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    span_id: '00f067aa0ba902b7',
    parent_span_id: null,
    event_type: 'tool_call',
    event_name: 'search',
    started_at: '2026-01-05T10:20:30.456Z',
    ended_at: '2026-01-05T10:20:30.502Z',
    duration_ms: 46,
    mcp_method: 'tools/call',
    mcp_protocol_version: '2025-11-25',
    request_params: { query: 'shoes' },
    response_content: { content: [{ type: 'text', text: 'two found' }] },
    is_error: false,
    error_code: null,
    error_message: null,
    transport_type: 'stdio',
    server_name: 'shop',
    server_version: '1.4.2',
    client_name: 'some-client',
    client_version: '0.9.0',
    attributes: { 'mcp.session.id': 'session-1' },
    sdk_name: 'mcpwatch-node',
    sdk_version: '0.1.0',
    ...changes,
  };
}

export function settingsWith(env: Readonly<Record<string, string>>): Settings {
  return parseConfig(env).settings;
}

/** A pipeline under `env`, with what it let out. */
export function openPipeline(env: Readonly<Record<string, string>> = {}, random?: () => number) {
  const lines: string[] = [];
  const ledger = createLedger();
  const append = (line: Buffer) => void lines.push(withoutBreak(line));
  const settings = settingsWith(env);
  const { emit: send } = createPipeline({ settings, append, ledger, ...(random === undefined ? {} : { random }) });
  return { send, lines, ledger };
}

/** The one line that an event with `changes` becomes. */
export function lineOf(changes: Partial<McpWatchEvent>, env: Readonly<Record<string, string>> = {}): string {
  const { send, lines, ledger } = openPipeline(env);
  send(sampleEvent(changes));
  const [line] = lines;
  if (line === undefined) throw new Error(`no line: ${JSON.stringify(ledger.counts)}`);
  return line;
}

/** The same, parsed. */
export function sent(changes: Partial<McpWatchEvent>, env: Readonly<Record<string, string>> = {}): McpWatchEvent {
  return JSON.parse(lineOf(changes, env)) as McpWatchEvent;
}

/** `value` as a payload, as it was sent. */
export function payloadOf(value: unknown, env: Readonly<Record<string, string>> = {}): unknown {
  return sent({ request_params: value }, env).request_params;
}

/** Bytes of UTF-8 of the payload as it was sent. */
export function payloadBytes(value: unknown, env: Readonly<Record<string, string>> = {}): number {
  const found = /"request_params":(.*),"response_content":/s.exec(lineOf({ request_params: value }, env));
  return Buffer.byteLength(found?.[1] ?? '');
}
