/**
 * Tool errors in SDK 1.3 to 1.23, which call `tool.callback` inside one closure: there is no method to wrap, so the
 * registered callback itself is, when its tool is called (tools may be registered and updated at any time).
 */
import { watchFailure } from './current-request.js';
import { isObject } from './probe.js';
import { type Method, wrapMethod } from './wrap.js';

const mcpServers = new WeakMap<object, object>();

/** Remembers which `McpServer` a `Server` belongs to, where the SDK has no `executeToolHandler`. */
export function rememberMcpServer(mcpServer: unknown, server: object): void {
  if (!isObject(mcpServer) || typeof mcpServer['executeToolHandler'] === 'function') return;
  mcpServers.set(server, mcpServer);
}

/** Watches the callback of the tool that `request` is about to call. */
export function watchToolCallback(server: object, request: unknown): void {
  const tools = (mcpServers.get(server) as Record<string, unknown> | undefined)?.['_registeredTools'];
  if (!isObject(tools) || !isObject(request) || request['method'] !== 'tools/call') return;
  const name = isObject(request['params']) ? request['params']['name'] : undefined;
  const tool = typeof name === 'string' && Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (!isObject(tool)) return;
  wrapMethod(
    tool,
    'callback',
    (original: Method) =>
      function (this: unknown, ...args: unknown[]) {
        return watchFailure(() => original.apply(this, args));
      },
  );
}
