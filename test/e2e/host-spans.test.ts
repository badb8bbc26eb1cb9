/** The host's own OpenTelemetry spans are children of mcpwatch's: the real SDK, with two versions of its API. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { otlpSink, type Sink, spanNames } from '../delivery/ship/otlp/send/sink.js';
import { HANDSHAKE, runStdio, type Step } from '../support/stdio-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

const APIS = ['@opentelemetry/api', 'opentelemetry-api-1-10'];

const query = (flags: string): Step => ({
  request: 'tools/call',
  params: {
    name: 'query',
    arguments: {},
    _meta: { traceparent: `00-${TRACE_ID}-${CALLER}-${flags}`, tracestate: 'rojo=1', baggage: 'user=alice' },
  },
});

interface Seen {
  readonly traceId: string;
  readonly traceFlags: number;
  readonly parent?: string;
  readonly baggage?: string;
  /** `tracestate` of the tool's own span. */
  readonly state?: string;
}

/** What the tool has seen, in each of its calls. */
async function calls(env: Record<string, string>, steps: readonly Step[]): Promise<readonly Seen[]> {
  const { stdout } = await runStdio({
    command: [process.execPath, '--import', './register.mjs', 'fixtures/traces-itself.mjs'],
    steps: [...HANDSHAKE, ...steps],
    env: {
      MCPWATCH_SPOOL_DIR: join(temporaryFolder(), 'spool'),
      MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
      REGISTERS: 'early',
      ...env,
    },
  });
  const replies = stdout.split('\n').filter((line) => line.includes('"text"'));
  return replies.map((line) => JSON.parse(JSON.parse(line).result.content[0].text));
}

const spansAt = (sink: Sink) =>
  sink.requests
    .filter(({ url }) => url === '/v1/traces')
    .flatMap(({ message }) => JSON.parse(JSON.stringify(message)).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }: { spans: readonly object[] }) => spans))
    .map((span: Record<string, string>) => ({
      ...span,
      name: span['name'],
      spanId: Buffer.from(span['spanId'] ?? '', 'base64').toString('hex'),
      parentSpanId: Buffer.from(span['parentSpanId'] ?? '', 'base64').toString('hex'),
    }));

describe.each(APIS)('with %s', (api) => {
  it('a span in a tool is a child of the call, and the call one of the caller', async () => {
    const sink = await otlpSink();
    const [seen] = await calls({ MCPWATCH_OTLP: sink.url, OTEL_API: api }, [query('01')]);
    const call = spansAt(sink).find(({ name }) => name === 'tools/call query');
    expect(call).toMatchObject({ parentSpanId: CALLER, traceState: 'rojo=1', flags: 0x301 });
    const inherited = { traceId: TRACE_ID, traceFlags: 1, state: 'rojo=1' };
    expect(seen).toEqual({ ...inherited, parent: call?.spanId, baggage: 'user=alice' });
  });

  it('the `tracestate` of the host’s own span is inherited where that is the parent, by the call and by what is in it', async () => {
    const sink = await otlpSink();
    const env = { MCPWATCH_OTLP: sink.url, OTEL_API: api, AMBIENT: 'congo=2,rojo=9' };
    const bare: Step = { request: 'tools/call', params: { name: 'query', arguments: {} } };
    const [byItself, byCaller] = await calls(env, [bare, query('01')]);
    const [call, asked] = spansAt(sink).filter(({ name }) => name === 'tools/call query');
    expect(call).toMatchObject({ parentSpanId: 'd'.repeat(16), traceState: 'congo=2,rojo=9' });
    expect(byItself).toMatchObject({ parent: call?.spanId, state: 'congo=2,rojo=9' });
    expect(asked).toMatchObject({ parentSpanId: CALLER, traceState: 'rojo=1' });
    expect(byCaller).toMatchObject({ parent: asked?.spanId, state: 'rojo=1' });
  });

  it('a call whose caller is not sampled has no span, and the host’s are not sampled', async () => {
    const sink = await otlpSink();
    const [seen] = await calls({ MCPWATCH_OTLP: sink.url, OTEL_API: api }, [query('00')]);
    expect(sink.requests.flatMap(({ message }) => spanNames(message))).toEqual([
      'initialize',
      'notifications/initialized',
    ]);
    expect(seen).toMatchObject({ traceId: TRACE_ID, traceFlags: 0 });
  });
});

describe('a host that', () => {
  it.each(APIS)('registers its SDK late is traced from then on, with %s', async (api) => {
    const sink = await otlpSink();
    const env = { MCPWATCH_OTLP: sink.url, REGISTERS: 'late', OTEL_API: api };
    const [before, after] = await calls(env, [query('01'), query('01')]);
    expect(before?.parent).toBeUndefined();
    const call = spansAt(sink).findLast(({ name }) => name === 'tools/call query');
    const inherited = { traceId: TRACE_ID, traceFlags: 1, state: 'rojo=1' };
    expect(after).toEqual({ ...inherited, parent: call?.spanId, baggage: 'user=alice' });
  });

  it('is not watched over OTLP keeps its spans as they are', async () => {
    const [seen] = await calls({}, [query('01')]);
    expect(seen?.parent).toBeUndefined();
    expect(seen?.baggage).toBeUndefined();
  });
});
