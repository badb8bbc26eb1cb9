/**
 * Recognises classes and instances of the MCP SDK by their shape, never by their version (`shared/protocol.js`,
 * `server/index.js`, `server/mcp.js` of v1; the `mcp-*` and `src-*` chunks of v2).
 */
import { isMethod, isObject, serverInfoOf } from '../../sdk-object.js';

/** `Protocol.prototype`: the last one in the class chain that owns `_onrequest`; a subclass of the host may own it too. */
export function protocolPrototypeOf(candidate: unknown): object | undefined {
  if (!isMethod(candidate)) return undefined;
  let found: object | undefined;
  for (let it: unknown = candidate.prototype; isObject(it); it = Object.getPrototypeOf(it)) {
    if (Object.hasOwn(it, '_onrequest') && isMethod(it['connect'])) found = it;
  }
  return found;
}

/**
 * `McpServer.prototype` (SDK 1.3 and later): it connects, registers tools, and is not itself a `Protocol`.
 * `name` is the SDK's name for it, when a hook by package name found it.
 */
export function mcpServerPrototypeOf(candidate: unknown, name?: string): object | undefined {
  if (!isMethod(candidate)) return undefined;
  const prototype: unknown = candidate.prototype;
  if (!isObject(prototype) || '_onrequest' in prototype) return undefined;
  const isMcpServer =
    isMethod(prototype['connect']) &&
    (isMethod(prototype['registerTool']) || isMethod(prototype['tool'])) &&
    (isMethod(prototype['setToolRequestHandlers']) || name === 'McpServer');
  return isMcpServer ? prototype : undefined;
}

/** `Client` and `Server` share one `Protocol` in v1: only a server has `_serverInfo` of its own. */
export function isServer(protocol: unknown): protocol is object {
  return isObject(protocol) && isObject(serverInfoOf(protocol)) && !('_clientInfo' in protocol);
}
