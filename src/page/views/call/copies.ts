/** A call in the forms in which people pass it on. */
import type { Row } from '../../api/types.js';
import { durationOf, textOf } from '../../format/quantity.js';

/** A word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The JSON-RPC request of a call; `undefined` for events that are no call. */
export function requestOf(row: Row, params: unknown): unknown {
  const isCall =
    row.direction === 'inbound' && ['tool_call', 'resource_read', 'prompt_get', 'request'].includes(row.event_type);
  if (!isCall || row.mcp_method === '') return undefined;
  return { jsonrpc: '2.0', id: 1, method: row.mcp_method, params: paramsOf(row, params) };
}

/** Tool and prompt events hold the arguments only. */
function paramsOf(row: Row, params: unknown): unknown {
  if (row.event_type === 'tool_call' || row.event_type === 'prompt_get')
    return { name: row.event_name, arguments: params ?? {} };
  return params;
}

/** For a server over streamable HTTP whose address the reader puts in. */
export function asCurl(row: Row, params: unknown): string {
  return [
    'curl http://localhost:3000/mcp',
    `-H 'content-type: application/json'`,
    `-H 'accept: application/json, text/event-stream'`,
    ...(row.mcp_protocol_version === '' ? [] : [`-H ${quoted(`mcp-protocol-version: ${row.mcp_protocol_version}`)}`]),
    `-d ${quoted(JSON.stringify(requestOf(row, params)))}`,
  ].join(' \\\n  ');
}

/** https://github.com/modelcontextprotocol/inspector, without its page. */
export function asInspector(row: Row, params: unknown): string {
  const parts = ['npx @modelcontextprotocol/inspector --cli node server.js', `--method ${row.mcp_method}`];
  if (row.event_type === 'tool_call') {
    parts.push(`--tool-name ${quoted(row.event_name)}`);
    for (const [name, value] of Object.entries(typeof params === 'object' && params !== null ? params : {})) {
      parts.push(`--tool-arg ${quoted(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)}`);
    }
  }
  if (row.event_type === 'resource_read') parts.push(`--uri ${quoted(row.event_name)}`);
  if (row.event_type === 'prompt_get') parts.push(`--prompt-name ${quoted(row.event_name)}`);
  return parts.join(' \\\n  ');
}

const CHAT_CHARS = 400;

/** One line for a chat. */
export function asChatLine(row: Row, params: unknown): string {
  const given = JSON.stringify(params) ?? '';
  const shown = given.length > CHAT_CHARS ? `${given.slice(0, CHAT_CHARS)}…` : given;
  const outcome = row.error_message === null ? row.status : `${row.status}: ${row.error_message.split('\n')[0]}`;
  return `${row.server_name} ${row.mcp_method} \`${row.event_name}\` ${shown} → ${outcome} (${textOf(durationOf(row.duration_ms))}, ${row.started_at})`;
}
