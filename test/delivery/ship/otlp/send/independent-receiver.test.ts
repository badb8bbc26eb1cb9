/**
 * An OTLP receiver that somebody else wrote (autotel-mcp, JSON only) takes what we send and tells it back, asked by the
 * official MCP client.
 */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lineOf } from '../recorded.js';
import { destinationAt } from './destination.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Receiver {
  readonly url: string;
  ask(tool: string, args: Record<string, unknown>): Promise<{ readonly ok: boolean; readonly data: object }>;
}

async function independentReceiver(): Promise<Receiver> {
  const port = await freePort();
  const client = new Client({ name: 'mcpwatch-test', version: '1.0.0' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['node_modules/autotel-mcp/bin/autotel-mcp', '--collector-port', String(port)],
    stderr: 'ignore',
  });
  onTestFinished(() => client.close());
  await client.connect(transport);
  return {
    url: `http://127.0.0.1:${port}`,
    async ask(tool, args) {
      const { content } = await client.callTool({ name: tool, arguments: args });
      return JSON.parse((content as { readonly text: string }[])[0]?.text ?? '');
    },
  };
}

describe('an independent receiver', () => {
  it('tells back the spans and metrics of a session', async () => {
    const receiver = await independentReceiver();
    const env = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_SERVICE_NAME: 'weather' };
    const { destination, problems } = destinationAt(receiver.url, env);
    const started_at = new Date().toISOString();
    const failure = { is_error: true, error_code: -32603, error_message: 'it broke' };
    const lines = [
      lineOf({ started_at, event_name: 'get-weather', duration_ms: 12.5 }),
      lineOf({
        started_at,
        event_name: 'get-weather',
        span_id: '00000000000000aa',
        parent_span_id: 'b7ad6b7169203331',
        ...failure,
        attributes: { 'error.type': '-32603' },
      }),
      lineOf({ started_at, event_type: 'close', mcp_method: 'close', event_name: 'server.close' }),
    ];
    expect(await destination.send(lines)).toMatchObject({ status: 'delivered', refused: 0 });
    await destination.flush();
    expect(problems).toEqual([]);

    const { data: traces } = await receiver.ask('search_traces', { serviceName: 'weather', includeSpans: true });
    expect(traces).toMatchObject({ totalCount: 1, items: [{ traceId: TRACE_ID, spanCount: 2 }] });
    const { data: trace } = await receiver.ask('get_trace', { traceId: TRACE_ID });
    const text = JSON.stringify(trace);
    for (const part of [
      'tools/call get-weather',
      'b7ad6b7169203331',
      '00000000000000aa',
      '"ERROR"',
      'gen_ai.tool.name',
    ]) {
      expect(text).toContain(part);
    }
    const { data: metrics } = await receiver.ask('list_metrics', { serviceName: 'weather' });
    expect(JSON.stringify(metrics)).toContain('mcp.server.operation.duration');
    expect(JSON.stringify(metrics)).toContain('mcp.server.session.duration');
  });
});
