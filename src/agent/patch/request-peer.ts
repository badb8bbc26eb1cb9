/** Who has sent a request of Node's: read once for each connection, as most connections carry many requests (#14). */
import type { HttpPeer } from '../../http-peer.js';
import { fieldOf, isObject } from '../../sdk-object.js';

interface Known {
  /** As Node says it. */
  readonly version: unknown;
  readonly peer: HttpPeer;
}

const bySocket = new WeakMap<object, Known>();

/** `undefined` for a web standard request. The socket of HTTP/2 is a proxy, and may throw once its session has ended. */
export function peerOf(request: unknown): HttpPeer | undefined {
  try {
    const socket = fieldOf(request, 'socket');
    if (!isObject(socket)) return undefined;
    const version = fieldOf(request, 'httpVersion');
    const known = bySocket.get(socket);
    if (known !== undefined && known.version === version) return known.peer;
    const peer = readPeer(socket, version);
    bySocket.set(socket, { version, peer });
    return peer;
  } catch {
    return undefined;
  }
}

function readPeer(socket: object, version: unknown): HttpPeer {
  const address = fieldOf(socket, 'remoteAddress');
  const port = fieldOf(socket, 'remotePort');
  return {
    address: typeof address === 'string' ? address : '',
    port: typeof port === 'number' ? port : 0,
    // A connection over TCP has an address until it is closed.
    isUnixSocket: address === undefined && fieldOf(socket, 'destroyed') === false,
    // Node says `2.0` of HTTP/2, which has no minor versions (RFC 9113).
    httpVersion: typeof version === 'string' ? version.replace(/^([23])\.0$/, '$1') : '',
  };
}
