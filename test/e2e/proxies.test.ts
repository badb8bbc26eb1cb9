import { describe, expect, it } from 'vitest';
import { proxyTo } from '../delivery/ship/proxy.js';
import { startEndpoint } from '../support/endpoint.js';
import { fixture, NODES, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';
import { HANDSHAKE, runStdio } from '../support/stdio-run.js';

describe.each(NODES)('a server behind a proxy, on %s', (_name, node) => {
  it('sends its events through the proxy that the environment names', async () => {
    await withTemporaryFolder(async (spool) => {
      const endpoint = await startEndpoint();
      const proxy = await proxyTo(endpoint.url);
      const { exitCode, stderr } = await runStdio({
        command: [node, '--import', REGISTER_MJS, fixture('esm-stdio-server.mjs')],
        steps: HANDSHAKE,
        env: {
          HTTP_PROXY: proxy.url,
          MCPWATCH_ENDPOINT: 'http://events.invalid',
          MCPWATCH_API_KEY: endpoint.key,
          MCPWATCH_SPOOL_DIR: spool,
          MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
        },
      });
      await endpoint.close();

      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringContaining('proxy') });
      expect(proxy.asked).toEqual(['events.invalid:80']);
      expect(endpoint.events).toContainEqual(expect.objectContaining({ event_name: 'server.close' }));
    });
  });
});
