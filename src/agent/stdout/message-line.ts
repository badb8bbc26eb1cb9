/** Whether a line is a JSON-RPC message. What the SDK writes is recognised without parsing it. */

const HEAD = '{"jsonrpc":"2.0"';
/** The SDK puts `jsonrpc` and `id` last. Before the last brace, the member belongs to the outermost object. */
const TAIL = /,"jsonrpc":"2\.0"(?:,"id":(?:-?\d+|"[^"\\]{0,200}"|null))?\}\s*$/;
const TAIL_CHARS = 300;
const END = /\}\s*$/;
const END_CHARS = 3;

export function isMessage(line: string): boolean {
  // Perhaps two values on one line, each of which may have a head and a tail. Within texts it is rare.
  if (line.includes('}{') || line.includes('} {')) return isParsedMessage(line);
  if (line.startsWith(HEAD)) return END.test(line.slice(-END_CHARS)) || isParsedMessage(line);
  if (line.startsWith('{') && TAIL.test(line.slice(-TAIL_CHARS))) return true;
  return line.includes('"jsonrpc"') && isParsedMessage(line);
}

/** Whether the rest of the line could make it a message. */
export function mayBecomeMessage(start: string): boolean {
  return /^\s*(?:[{[]|$)/.test(start);
}

export function isParsedMessage(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? value.length > 0 && value.every(isJsonRpc) : isJsonRpc(value);
  } catch {
    return false;
  }
}

function isJsonRpc(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'jsonrpc') === '2.0';
}
