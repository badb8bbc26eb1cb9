/** MCPWATCH_OTLP_INJECT: what a server asks of its client carries the context of the call. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { otlpSink } from '../delivery/ship/otlp/send/sink.js';
import { HANDSHAKE, runStdio, type Step } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALL: Step = {
  post: 'tools/call',
  params: {
    name: 'ask',
    arguments: {},
    _meta: { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01`, tracestate: 'rojo=1', baggage: 'user=alice' },
  },
};

const V1 = 'fixtures/asks-for-roots.mjs';
const V2 = 'fixtures/v2-asks-for-roots.mjs';

/** The `_meta` of the request that the server sends. */
async function asked(server: string, env: Record<string, string>): Promise<unknown> {
  const sink = await otlpSink();
  const { stdout } = await runStdio({
    command: [process.execPath, '--import', './register.mjs', server],
    steps: [...HANDSHAKE, CALL, { until: '"roots/list"' }],
    ending: 'SIGTERM',
    env: { MCPWATCH_OTLP: sink.url, MCPWATCH_SPOOL_DIR: join(temporaryFolder(), 'spool'), ...env },
  });
  const line = stdout.split('\n').find((text) => text.includes('"roots/list"')) ?? '{}';
  return JSON.parse(line).params?._meta;
}

describe.each([
  ['v1', V1],
  ['v2', V2],
])('a request from a server on SDK %s to its client', (_, server) => {
  it('carries the context of the call with MCPWATCH_OTLP_INJECT=1', async () => {
    expect(await asked(server, { MCPWATCH_OTLP_INJECT: '1' })).toEqual({
      own: 1,
      traceparent: expect.stringMatching(new RegExp(`^00-${TRACE_ID}-[\\da-f]{16}-01$`)),
      tracestate: 'rojo=1',
      baggage: 'user=alice',
    });
  });

  it('carries no baggage where OTEL_PROPAGATORS does not name it', async () => {
    const meta = await asked(server, { MCPWATCH_OTLP_INJECT: '1', OTEL_PROPAGATORS: 'tracecontext' });
    expect(meta).toMatchObject({ own: 1, tracestate: 'rojo=1' });
    expect(meta).not.toHaveProperty('baggage');
  });

  it('is sent as it is without it', async () => {
    expect(await asked(server, {})).toEqual({ own: 1 });
  });
});
