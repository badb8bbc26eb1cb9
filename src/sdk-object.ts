/**
 * Reads the host's own objects: values of the MCP SDK whose types are unknown here. The private fields of the SDK that
 * mcpwatch relies on are named in this file (SDK 1.0 to 2.4); what a class or a transport is, by its shape, is decided
 * in agent/patch/probe.ts and agent/capture/transport-type.ts.
 */

export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Functions are objects too. */
export function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

export function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

/** A field of anything; `undefined` where there is none. Getters of the host may throw. */
export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function objectIn(value: unknown, name: string): object | undefined {
  const field = fieldOf(value, name);
  return isObject(field) ? field : undefined;
}

/** `{name, version}` of the server, as the host gave it to the constructor. */
export const serverInfoOf = (server: unknown): unknown => fieldOf(server, '_serverInfo');

/** `{name, version}` of the client that the server saw last. */
export const lastClientOf = (server: unknown): unknown => fieldOf(server, '_clientVersion');

/** The revision that the server negotiated last (v2 only). */
export const lastRevisionOf = (server: unknown): unknown => fieldOf(server, '_negotiatedProtocolVersion');

/** The transport that a `Protocol` is connected to. */
export const transportOf = (protocol: unknown): object | undefined => objectIn(protocol, '_transport');

/** The `Server` inside an `McpServer`. */
export const innerServerOf = (mcpServer: unknown): object | undefined => objectIn(mcpServer, 'server');

/** The `McpServer` to which `experimental.tasks` belongs. */
export const mcpServerOf = (tasks: unknown): object | undefined => objectIn(tasks, '_mcpServer');

/** The map from method to handler of a `Protocol`. */
export const requestHandlersOf = (protocol: unknown): unknown => fieldOf(protocol, '_requestHandlers');

/** What a `Protocol` does with the replies that it waits for, by the id of its request. */
export const responseHandlersOf = (protocol: unknown): unknown => fieldOf(protocol, '_responseHandlers');

/** The registered tools of an `McpServer`, by name. */
export const registeredToolsOf = (mcpServer: unknown): unknown => fieldOf(mcpServer, '_registeredTools');

/** The transport that does the work inside a streamable HTTP transport for Node (1.25 and later). */
export const webTransportOf = (transport: unknown): object | undefined => objectIn(transport, '_webStandardTransport');

/** Whether streamable HTTP makes no sessions: such a transport may serve one request only (from 1.26). */
export function isStateless(transport: unknown): boolean {
  const inner = webTransportOf(transport) ?? transport;
  if (!isObject(inner) || !isMethod(inner['handleRequest'])) return false;
  return 'sessionIdGenerator' in inner && inner['sessionIdGenerator'] === undefined;
}

/** The transport behind a channel of `serveStdio` (v2): all messages of the channel pass through it. */
export function wireOf(transport: unknown): object | undefined {
  return isMethod(fieldOf(transport, 'deliver')) ? objectIn(transport, '_wire') : undefined;
}

/** The streams of a streamable HTTP transport that keeps some; `undefined` for every other transport. */
export function streamsOf(transport: unknown): HttpStreams | undefined {
  const inner = webTransportOf(transport) ?? transport;
  const streams = fieldOf(inner, '_streamMapping');
  const streamOfRequest = fieldOf(inner, '_requestToStreamMapping');
  const standalone = fieldOf(inner, '_standaloneSseStreamId');
  if (!(streams instanceof Map && streamOfRequest instanceof Map && typeof standalone === 'string')) return undefined;
  return {
    isJsonOnly: fieldOf(inner, '_enableJsonResponse') === true,
    isResumable: isObject(fieldOf(inner, '_eventStore')),
    hasStreamFor: (request) => streams.has(request === undefined ? standalone : streamOfRequest.get(request)),
  };
}

interface HttpStreams {
  /** It opens no streams for replies. */
  readonly isJsonOnly: boolean;
  /** What is sent without a stream is kept until the client has opened one. */
  readonly isResumable: boolean;
  /** Whether what belongs to a request of the client, or to none, can be sent now. */
  hasStreamFor(request: unknown): boolean;
}
