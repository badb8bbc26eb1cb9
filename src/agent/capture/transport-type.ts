/**
 * Which transport a server uses, by the shape of the object and the names in its class chain. Never throws.
 * Shapes of SDK 1.0 to 2.4 (`server/stdio.js`, `sse.js`, `streamableHttp.js`, `webStandardStreamableHttp.js`,
 * v2's `stdio.mjs` and `@modelcontextprotocol/node`).
 */
import type { Connection, TransportType } from '../../model.js';
import { isStateless, webTransportOf } from '../../sdk-object.js';
import { isRecord } from './json-rpc.js';

/** Where wrappers keep the transport that does the work. */
const INNER = ['_webStandardTransport', '_wire', 'transport', '_transport', 'server'] as const;

const SHAPES: readonly (readonly [TransportType, (it: Readonly<Record<string, unknown>>) => boolean])[] = [
  ['stdio', (it) => isRecord(it['_stdin']) && isRecord(it['_stdout'])],
  ['sse', (it) => typeof it['handlePostMessage'] === 'function'],
  ['streamable-http', (it) => typeof it['handleRequest'] === 'function'],
  ['streamable-http', (it) => typeof it['handleMessage'] === 'function' && '_classification' in it],
];

const CLASS_NAMES: readonly (readonly [RegExp, TransportType])[] = [
  [/websocket/i, 'websocket'],
  [/streamable|PerRequestHTTP/i, 'streamable-http'],
  [/^Sse|SSE/, 'sse'],
  [/stdio/i, 'stdio'],
];

/** The transport of a server, or of a transport itself; `unknown` for in-memory and unrecognised ones. */
export function detectTransportType(serverOrTransport: unknown): TransportType {
  try {
    return detect(serverOrTransport, 0);
  } catch {
    return 'unknown';
  }
}

/** The type of a connection's transport. For an exchange that an entry answers itself, `transport` is the HTTP request. */
export function transportTypeOf({ transport, exchangeArrivedMs }: Connection): TransportType {
  return exchangeArrivedMs === undefined ? detectTransportType(transport) : 'streamable-http';
}

/** OpenTelemetry's name for what carries the messages. */
export function networkAttributes(type: TransportType): Readonly<Record<string, string>> {
  return type === 'unknown' ? {} : { 'network.transport': type === 'stdio' ? 'pipe' : 'tcp' };
}

function detect(value: unknown, depth: number): TransportType {
  if (!isRecord(value) || depth > 3) return 'unknown';
  for (const [type, matches] of SHAPES) if (matches(value)) return type;
  if (isWebSocketLike(value)) return 'websocket';
  for (const name of classNames(value)) {
    for (const [pattern, type] of CLASS_NAMES) if (pattern.test(name)) return type;
  }
  for (const key of INNER) {
    const inner = detect(value[key], depth + 1);
    if (inner !== 'unknown') return inner;
  }
  return 'unknown';
}

/** There is no official server transport for WebSocket: custom ones hold a socket with a `readyState`. */
function isWebSocketLike(transport: Readonly<Record<string, unknown>>): boolean {
  return ['_socket', 'socket', '_ws', 'ws', '_webSocket', 'webSocket'].some((key) => {
    const socket = transport[key];
    return isRecord(socket) && typeof socket['readyState'] === 'number' && typeof socket['send'] === 'function';
  });
}

function* classNames(value: object): Generator<string> {
  for (let it: unknown = Object.getPrototypeOf(value); isRecord(it); it = Object.getPrototypeOf(it)) {
    const made = it['constructor'];
    if (typeof made === 'function' && made !== Object) yield made.name;
  }
}

/**
 * Whether every request gets a transport of its own: stateless streamable HTTP, and v2's per-request transport. The end
 * of such a transport is not the end of a session.
 */
export function isPerRequest(transport: unknown): boolean {
  const inner = webTransportOf(transport) ?? transport;
  if (!isRecord(inner)) return false;
  return (typeof inner['handleMessage'] === 'function' && '_classification' in inner) || isStateless(inner);
}
