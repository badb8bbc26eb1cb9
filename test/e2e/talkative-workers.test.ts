/** What the worker thread's libraries and Node print neither keeps a server alive nor reaches its output (#9 C1). */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificate } from '../support/certificates.js';
import { fixture, NODES } from '../support/project.js';
import { HANDSHAKE } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';

const https = createServer(certificate('server'), (request, response) => {
  request.resume().on('end', () => response.writeHead(202).end('{}'));
});
beforeAll(() => new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  https.closeAllConnections();
  https.close();
});
const urlOf = (): string => `https://127.0.0.1:${(https.address() as AddressInfo).port}`;

describe.each(NODES)('a server whose stdin is closed after a call, on %s', (_name, node) => {
  it.each([
    ['certificates are not checked', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, urlOf],
    ['Node debugs its requests', { NODE_DEBUG: 'http' }, (): undefined => undefined],
    [
      'the proxy is of a kind that is not supported',
      { HTTP_PROXY: 'socks5://127.0.0.1:1', HTTPS_PROXY: 'socks5://127.0.0.1:1', MCPWATCH_SHUTDOWN_TIMEOUT: '500' },
      (): string => 'http://mcpwatch.invalid',
    ],
  ] as const)('exits as without mcpwatch: %s', async (_how, env, endpointUrl) => {
    const url = endpointUrl();
    const { plain, watched } = await watch({
      node,
      file: fixture('esm-stdio-server.mjs'),
      steps: [...HANDSHAKE, { request: 'tools/call', params: { name: 'add', arguments: { a: 1, b: 2 } } }],
      env,
      ...(url === undefined ? {} : { endpointUrl: url }),
    });

    expect(plain.stdout).toContain('"id":');
    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
  });
});
