/** An HTTP server on a loopback port or a socket file. */
import { createServer, type RequestListener } from 'node:http';

export interface Listening {
  /** `http://127.0.0.1:<port>`, or the path of the socket. */
  readonly address: string;
  close(): Promise<void>;
}

/** Rejects with the listen error, such as `EADDRINUSE`. Port 0: any free port. */
export function listen(listener: RequestListener, where: { port: number } | { path: string }): Promise<Listening> {
  const server = createServer(listener);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen('port' in where ? { ...where, host: '127.0.0.1' } : where, () => {
      server.off('error', reject);
      const bound = server.address();
      const address = bound !== null && typeof bound === 'object' ? `http://127.0.0.1:${bound.port}` : String(bound);
      resolve({ address, close });
    });
  });

  function close(): Promise<void> {
    return new Promise((resolve) => {
      server.close(() => resolve());
      // Senders keep their connections open, and would keep the server open too.
      server.closeAllConnections();
    });
  }
}
