/** MCPWATCH_OTLP with real servers: spans and metrics arrive at a strict receiver, beside the events. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { otlpSink, type Sink, spanNames, status } from '../delivery/ship/otlp/send/sink.js';
import { startEndpoint } from '../support/endpoint.js';
import { type Ending, HANDSHAKE, runStdio, type StdioRun, type Step } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ADD: Step = { request: 'tools/call', params: { name: 'add', arguments: { a: 20, b: 22 } } };
const UNKNOWN: Step = { request: 'no/such/method', params: {} };
const SERVER = ['--import', './register.mjs', 'fixtures/esm-stdio-server.mjs'];

interface Options {
  readonly env?: Record<string, string>;
  readonly steps?: readonly Step[];
  readonly ending?: Ending;
  readonly spool?: string;
}

const run = ({ env = {}, steps = [ADD, UNKNOWN], ending = 'stdin-end', spool }: Options): Promise<StdioRun> =>
  runStdio({
    command: [process.execPath, ...SERVER],
    steps: [...HANDSHAKE, ...steps],
    ending,
    env: {
      MCPWATCH_SPOOL_DIR: spool ?? join(temporaryFolder(), 'spool'),
      MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
      ...env,
    },
  });

const namesAt = (sink: Sink) => sink.requests.flatMap(({ message }) => spanNames(message)).sort();
const metricsAt = (sink: Sink) => JSON.stringify(sink.requests.filter(({ url }) => url === '/v1/metrics'));
const SPANS = ['initialize', 'no/such/method', 'notifications/initialized', 'tools/call add'];

describe('MCPWATCH_OTLP', () => {
  it.each<[string, Ending]>([
    ['when its client closes stdin', 'stdin-end'],
    ['on SIGTERM', 'SIGTERM'],
    ['on SIGINT', 'SIGINT'],
  ])('sends all spans and the final metrics of a server %s', async (_, ending) => {
    const sink = await otlpSink();
    const { stderr } = await run({ env: { MCPWATCH_OTLP: sink.url }, ending });
    expect(namesAt(sink)).toEqual(SPANS);
    expect(metricsAt(sink)).toContain('mcp.server.operation.duration');
    expect(metricsAt(sink)).toContain('mcp.server.session.duration');
    expect(stderr).toContain(`, and over OTLP to ${sink.url}/…\n`);
  });

  it('changes nothing that the server writes, and nothing for MCPWatch’s endpoint', async () => {
    const [sink, endpoint] = [await otlpSink(), await startEndpoint()];
    const plain = await run({ env: { MCPWATCH_ENDPOINT: endpoint.url } });
    const before = endpoint.events.map(({ event_name }) => event_name);
    const both = await run({ env: { MCPWATCH_ENDPOINT: endpoint.url, MCPWATCH_OTLP: sink.url } });
    expect(both.stdout).toBe(plain.stdout);
    expect(both.exitCode).toBe(plain.exitCode);
    expect(endpoint.events.map(({ event_name }) => event_name)).toEqual([...before, ...before]);
    expect(namesAt(sink)).toEqual(SPANS);
    await endpoint.close();
  });

  it('has its resource, and no payloads unless asked for', async () => {
    const sink = await otlpSink();
    await run({ env: { MCPWATCH_OTLP: sink.url, OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' } });
    const text = JSON.stringify(sink.requests);
    for (const part of ['deployment.environment.name', 'service.instance.id', 'telemetry.sdk.name', 'process.pid']) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('gen_ai.tool.call');
    await run({ env: { MCPWATCH_OTLP: sink.url, MCPWATCH_OTLP_PAYLOADS: 'full' } });
    expect(JSON.stringify(sink.requests)).toContain(JSON.stringify('{"a":20,"b":22}').slice(1, -1));
  });

  it('tells what a server sends from what its client sends, also where both send the same', async () => {
    const sink = await otlpSink();
    const capabilities = { elicitation: {} };
    const clientInfo = { name: 'test-client', version: '1.0.0' };
    await runStdio({
      command: [process.execPath, '--import', './register.mjs', 'fixtures/asks-client.mjs', 'v1', 'stdio'],
      steps: [
        { request: 'initialize', params: { protocolVersion: '2025-06-18', capabilities, clientInfo } },
        { notify: 'notifications/initialized' },
        // It gives up, and tells its client so.
        { request: 'tools/call', params: { name: 'impatient', arguments: {} } },
        { post: 'tools/call', params: { name: 'computes', arguments: {} } },
        { notify: 'notifications/cancelled', params: { requestId: 3 } },
        { request: 'ping' },
      ],
      env: {
        MCPWATCH_OTLP: sink.url,
        MCPWATCH_SPOOL_DIR: join(temporaryFolder(), 'spool'),
        MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
      },
      ending: 'SIGTERM',
    });
    const spans = JSON.stringify(sink.requests.filter(({ url }) => url === '/v1/traces'));
    const kinds = [...spans.matchAll(/"name":"notifications\/cancelled","kind":(\d)/g)].map(([, kind]) => Number(kind));
    const [server, client] = [2, 3];
    expect(kinds).toEqual([client, server]);
  });

  it('joins the trace that a notification of the client names', async () => {
    const sink = await otlpSink();
    const [traceId, parentId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const named = (flags: string) => ({
      _meta: { traceparent: `00-${traceId}-${parentId}-${flags}`, tracestate: 'a=1' },
    });
    const steps: Step[] = [
      { notify: 'notifications/roots/list_changed', params: named('01') },
      { notify: 'notifications/roots/list_changed', params: named('00') },
      { notify: 'notifications/roots/list_changed', params: {} },
      ADD,
    ];
    await run({ env: { MCPWATCH_OTLP: sink.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, steps });
    const text = JSON.stringify(sink.requests.filter(({ url }) => url === '/v1/traces'));
    const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
    const spans =
      text.match(/\{"traceId":"[^"]+","spanId":"[^"]+"[^{}]*"name":"notifications\/roots\/list_changed"/g) ?? [];
    // The second was not sampled, the third has no parent.
    expect(spans).toHaveLength(2);
    expect(spans[0]).toContain(base64(traceId));
    expect(spans[0]).toContain(`"traceState":"a=1","parentSpanId":"${base64(parentId)}"`);
    expect(spans[1]).not.toContain('parentSpanId');
  });

  it('keeps spans on disk while the receiver is down, and the next process sends them', async () => {
    const [sink, endpoint] = [await otlpSink(), await startEndpoint()];
    const spool = join(temporaryFolder(), 'spool');
    const env = { MCPWATCH_OTLP: sink.url, MCPWATCH_ENDPOINT: endpoint.url };
    sink.answerWith(status(503));
    await run({ env: { ...env, MCPWATCH_SHUTDOWN_TIMEOUT: '10000' }, spool });
    expect(endpoint.events.length).toBeGreaterThan(0);
    expect(readdirSync(spool).filter((name) => name.endsWith('.seg'))).not.toEqual([]);
    const events = endpoint.events.length;

    sink.answerWith(status(200));
    const first = sink.requests.length;
    const sinceThen = () => sink.requests.slice(first).flatMap(({ message }) => spanNames(message));
    const adopted: Step = { untilStderr: 'OTLP: adopted' };
    const wait: Step = { request: 'tools/call', params: { name: 'wait', arguments: { ms: 3000 } } };
    await run({ env: { ...env, MCPWATCH_LOG: 'debug' }, spool, steps: [ADD, adopted, wait] });
    expect(sinceThen()).toEqual(expect.arrayContaining([...SPANS, 'tools/call wait']));
    expect(sinceThen().filter((name) => name === 'initialize')).toHaveLength(2);
    expect(endpoint.events.length).toBeGreaterThan(events);
    await endpoint.close();
  });

  it.each([
    [
      'an address that is not one',
      { MCPWATCH_OTLP: 'collector' },
      'MCPWATCH_OTLP: expected an http:// or https:// address',
    ],
    ['gRPC', { MCPWATCH_OTLP: '1', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL: grpc is not'],
    [
      'a disabled SDK',
      { MCPWATCH_OTLP: '1', OTEL_SDK_DISABLED: 'true' },
      'OTEL_SDK_DISABLED: is true: nothing is sent',
    ],
  ])('says so when nothing is sent because of %s', async (_, env, text) => {
    const { stderr } = await run({ env, steps: [] });
    expect(stderr).toContain(text);
    expect(stderr).not.toContain('over OTLP to');
  });

  it('names the setting when the receiver does not accept what is sent', async () => {
    const sink = await otlpSink();
    sink.answerWith(status(401));
    const { stderr } = await run({ env: { MCPWATCH_OTLP: sink.url } });
    expect(stderr).toContain(`OTLP: ${sink.url}/… did not take the events: HTTP 401, check OTEL_EXPORTER_OTLP_HEADERS`);
  });

  it('says so when nobody listens, also at the end of a process that is too short for a second attempt', async () => {
    const { stderr } = await run({ env: { MCPWATCH_OTLP: 'http://127.0.0.1:9' } });
    expect(stderr).toContain('OTLP: http://127.0.0.1:9/… did not take the events: ECONNREFUSED; they wait on disk');
  });

  it('is off when only the variables of OpenTelemetry are set', async () => {
    const sink = await otlpSink();
    const { stderr } = await run({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url } });
    expect(sink.requests).toEqual([]);
    expect(stderr).not.toContain('OTLP');
  });
});
