/** Processes whose servers run in the processes that they start do not claim that nothing was watched (#9 B9). */
import { describe, expect, it } from 'vitest';
import { startEndpoint } from '../support/endpoint.js';
import { run } from '../support/program.js';
import { fixture, NODES, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';

describe.each(NODES)('on %s', (_name, node) => {
  const env = (spool: string) => ({
    ...process.env,
    NODE_OPTIONS: '',
    MCPWATCH_ENDPOINT: 'http://127.0.0.1:9',
    MCPWATCH_SPOOL_DIR: spool,
  });

  it('a program that forks its server is silent; the server reports for itself', async () => {
    const { code, stderr } = await withTemporaryFolder((spool) =>
      run(node, ['--import', REGISTER_MJS, fixture('forks-a-server.mjs')], { env: env(spool) }),
    );

    expect(code).toBe(0);
    expect(stderr).toMatch(/^mcpwatch: watching cjs-stdio-server /m);
    expect(stderr).not.toContain('nothing was watched');
  });

  it('the primary of a cluster is silent; the servers of its workers are watched', async () => {
    const endpoint = await startEndpoint();
    const { code, stderr } = await withTemporaryFolder((spool) =>
      run(node, ['--import', REGISTER_MJS, fixture('cluster-of-servers.mjs')], {
        env: { ...env(spool), MCPWATCH_ENDPOINT: endpoint.url },
      }),
    );
    await endpoint.close();

    expect(code).toBe(0);
    expect(stderr).not.toContain('nothing was watched');
    const calls = endpoint.events.filter(({ event_name: name }) => name === 'greet');
    expect(calls.map(({ server_name: name }) => name).sort()).toEqual(['worker-1', 'worker-2']);
  });

  it('node --test adds nothing to the output of tests that load no SDK', async () => {
    const { code, stdout, stderr } = await withTemporaryFolder((spool) =>
      run(node, ['--import', REGISTER_MJS, '--test', fixture('tests-without-sdk.mjs')], { env: env(spool) }),
    );

    expect(code).toBe(0);
    expect(stdout + stderr).toContain('nothing about MCP');
    expect(stdout + stderr).not.toContain('mcpwatch');
  });
});
