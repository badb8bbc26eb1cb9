/**
 * Tool errors in SDK 1.3 to 1.23, which call `tool.callback` inside a closure: there is no method to wrap, so the
 * registered callback is wrapped when its tool is called (tools may be registered and updated at any time). Only where
 * the source hook could not make the closure report its errors.
 */
import { fieldOf, isMethod, isObject, registeredToolsOf } from '../../sdk-object.js';
import { watchFailure } from './current-call.js';
import { reportsErrors } from './reports-errors.js';
import { wrapMethod } from './wrap.js';

const mcpServers = new WeakMap<object, object>();

/** Remembers which `McpServer` a `Server` belongs to, when there is no other way to see its tools' errors. */
export function rememberMcpServer(mcpServer: unknown, server: object): void {
  if (!isObject(mcpServer) || isMethod(mcpServer['executeToolHandler'])) return;
  if (!reportsErrors(mcpServer['setToolRequestHandlers'])) mcpServers.set(server, mcpServer);
}

/** Wraps the callback of the tool that `request` is about to call. */
export function watchToolCallback(server: object, request: unknown): void {
  const tools = registeredToolsOf(mcpServers.get(server));
  if (!isObject(tools) || fieldOf(request, 'method') !== 'tools/call') return;
  const name = fieldOf(fieldOf(request, 'params'), 'name');
  const tool = typeof name === 'string' && Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (!isObject(tool)) return;
  wrapMethod(
    tool,
    'callback',
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        return watchFailure(() => Reflect.apply(original, this, args));
      },
  );
}
