/**
 * What a value of the MCP SDK is, by its shape and never by its version: the one file that knows which private
 * names of the SDK we stand on (`shared/protocol.js`, `server/index.js`, `server/mcp.js` of v1; the `mcp-*` and
 * `src-*` chunks of v2).
 */

type Method = (this: unknown, ...args: unknown[]) => unknown;
export type Prototype = object;

export function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

/** `Protocol.prototype`: the last in the chain of the class that owns `_onrequest`; a host's subclass may, too. */
export function protocolPrototypeOf(candidate: unknown): Prototype | undefined {
  if (!isMethod(candidate)) return undefined;
  let found: Prototype | undefined;
  for (let it: unknown = candidate.prototype; isObject(it); it = Object.getPrototypeOf(it)) {
    if (Object.hasOwn(it, '_onrequest') && isMethod(it['connect'])) found = it;
  }
  return found;
}

/**
 * `McpServer.prototype` (SDK 1.3 and later): it connects, registers tools, and is not itself a `Protocol`.
 * `name`: the SDK's, where a door by name has brought it.
 */
export function mcpServerPrototypeOf(candidate: unknown, name?: string): Prototype | undefined {
  if (!isMethod(candidate)) return undefined;
  const prototype: unknown = candidate.prototype;
  if (!isObject(prototype) || '_onrequest' in prototype) return undefined;
  const isMcpServer =
    isMethod(prototype['connect']) &&
    (isMethod(prototype['registerTool']) || isMethod(prototype['tool'])) &&
    (isMethod(prototype['setToolRequestHandlers']) || name === 'McpServer');
  return isMcpServer ? prototype : undefined;
}

/** `Client` and `Server` share one `Protocol` in v1: only a server knows its own `_serverInfo`. */
export function isServer(protocol: unknown): protocol is object {
  return isObject(protocol) && isObject(protocol['_serverInfo']) && !('_clientInfo' in protocol);
}

/** What `serveStdio` connects its servers to: a channel, which passes all on to the wire that the entry owns. */
export function wireOf(transport: object): object | undefined {
  const { deliver, _wire } = transport as Record<string, unknown>;
  return isMethod(deliver) && isObject(_wire) ? _wire : undefined;
}

/** The `Server` of what a factory has made: a server, or an `McpServer` around one. */
export function serverOf(product: unknown): object | undefined {
  if (isServer(product)) return product;
  const server = isObject(product) ? product['server'] : undefined;
  return isServer(server) ? server : undefined;
}

/** The transport that a `Protocol` is connected to. */
export function transportOf(protocol: unknown): object | undefined {
  const transport = isObject(protocol) ? protocol['_transport'] : undefined;
  return isObject(transport) ? transport : undefined;
}
