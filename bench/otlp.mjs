/**
 * What encoding a span as OTLP costs, next to @opentelemetry/otlp-transformer in the same run: batches of 50 spans with
 * 14 attributes each, plain and with a payload of 1 KB; microseconds per span, the minimum of all rounds, interleaved
 * so that a busy machine slows all sides. And the size of the encoder, both encodings, minified; and what the host's
 * thread pays (otlp-host.mjs).
 *
 *   node bench/otlp.mjs [rounds]
 */
import { createRequire } from 'node:module';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { build } from 'esbuild';
import { writtenOutMethods } from '../scripts/written-out-methods-plugin.ts';

const LIMITS = { plain: 10, 'with 1 KB': 20, bytes: 6 * 1024 };
const ROUNDS = Number(process.argv[2] ?? 300);
const SPANS = 50;
const START_US = 1_790_000_000_123_456;

async function bundle(entry, options) {
  const { outputFiles } = await build({
    entryPoints: [new URL(entry, import.meta.url).pathname],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20.19',
    plugins: [writtenOutMethods],
    ...options,
  });
  return outputFiles[0];
}

const { contents, text } = await bundle('otlp-encoder.ts', { minify: true, format: 'esm' });
const { JsonEncoder, ProtobufEncoder, TRACE_REQUEST } = await import(
  `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`
);

const hex = (digits, seed) =>
  (seed * 2_654_435_761 + 0x1234_5678_9abc).toString(16).padStart(digits, '5e').slice(-digits);

/** A tool call over stdio, as the span table makes it. */
const attributesOf = (index, payload) => ({
  'mcp.method.name': 'tools/call',
  'gen_ai.operation.name': 'execute_tool',
  'gen_ai.tool.name': 'search_files',
  'jsonrpc.request.id': String(index),
  'mcp.protocol.version': '2025-11-25',
  'mcp.session.id': '191c4850af6c49e08843a3f6c80e5046',
  'network.transport': 'tcp',
  'network.protocol.name': 'http',
  'mcpwatch.session.id': '0123456789ab-1',
  'mcpwatch.client.name': 'claude-desktop',
  'mcpwatch.client.version': '1.4.2',
  'mcpwatch.request.bytes': 61,
  'mcpwatch.response.bytes': 1024,
  ...(payload === undefined ? { 'mcpwatch.client_wait_ms': 12 } : { 'gen_ai.tool.call.result': payload }),
});

const RESOURCE = {
  'service.name': 'file-search',
  'service.version': '2.1.0',
  'service.instance.id': '0c9f3f3e-6f5b-5d5e-9b0e-2f6f6a1f6a11',
  'process.pid': 4242,
  'telemetry.sdk.name': 'mcpwatch-node',
};

const SCOPE = { name: 'mcpwatch-node', version: '1.0.0' };

const ourRequest = (payload) => ({
  resourceSpans: [
    {
      resource: { attributes: RESOURCE },
      scopeSpans: [
        {
          scope: SCOPE,
          spans: Array.from({ length: SPANS }, (_, index) => ({
            traceId: hex(32, index + 1),
            spanId: hex(16, index + 7),
            parentSpanId: hex(16, index + 9),
            name: 'tools/call search_files',
            kind: 2,
            startUs: START_US + index,
            endUs: START_US + index + 1234,
            attributes: attributesOf(index, payload),
            flags: 0x301,
          })),
        },
      ],
    },
  ],
});

/** The same, as the official SDK hands it to its serialisers. */
const officialSpans = (payload) => {
  const resource = resourceFromAttributes(RESOURCE);
  return Array.from({ length: SPANS }, (_, index) => ({
    name: 'tools/call search_files',
    kind: 1,
    spanContext: () => ({ traceId: hex(32, index + 1), spanId: hex(16, index + 7), traceFlags: 1 }),
    parentSpanContext: { traceId: hex(32, index + 1), spanId: hex(16, index + 9), traceFlags: 1, isRemote: true },
    startTime: [Math.floor(START_US / 1e6), ((START_US + index) % 1e6) * 1000],
    endTime: [Math.floor(START_US / 1e6), ((START_US + index + 1234) % 1e6) * 1000],
    status: { code: 0 },
    attributes: attributesOf(index, payload),
    links: [],
    events: [],
    resource,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }));
};

const protobuf = new ProtobufEncoder();
const json = new JsonEncoder();
const payload = JSON.stringify({ content: [{ type: 'text', text: 'x'.repeat(970) }] });

const CASES = Object.entries({ plain: undefined, 'with 1 KB': payload }).flatMap(([size, content]) => {
  const ours = ourRequest(content);
  const official = officialSpans(content);
  return [
    { size, name: 'mcpwatch, protobuf', run: () => protobuf.encode(TRACE_REQUEST, ours) },
    { size, name: 'mcpwatch, JSON', run: () => json.encode(TRACE_REQUEST, ours) },
    { size, name: 'otlp-transformer 0.214.0, protobuf', run: () => ProtobufTraceSerializer.serializeRequest(official) },
    { size, name: 'otlp-transformer 0.214.0, JSON', run: () => JsonTraceSerializer.serializeRequest(official) },
  ].map((it) => ({ ...it, bytes: it.run().length / SPANS, minimum: Number.POSITIVE_INFINITY }));
});

for (let round = 0; round < ROUNDS; round += 1) {
  for (const it of CASES) {
    const start = process.hrtime.bigint();
    for (let turn = 0; turn < 4; turn += 1) it.run();
    it.minimum = Math.min(it.minimum, Number(process.hrtime.bigint() - start) / 4000 / SPANS);
  }
}

console.log(`encoder with both encodings, minified: ${contents.length} bytes (limit ${LIMITS.bytes})\n`);
console.log('| span | encoder | µs per span | bytes per span |\n|---|---|---|---|');
for (const { size, name, minimum, bytes } of CASES) {
  console.log(`| ${size} | ${name} | ${minimum.toFixed(2)} | ${Math.round(bytes)} |`);
}
console.log('');
const host = { exports: {} };
const { text: program } = await bundle('otlp-host.mjs', { format: 'cjs' });
new Function('module', 'exports', 'require', program)(host, host.exports, createRequire(import.meta.url));
const isHostFast = host.exports.measureHost(ROUNDS);
const slow = CASES.filter((it) => it.name === 'mcpwatch, protobuf' && it.minimum > LIMITS[it.size]);
if (slow.length > 0 || !isHostFast || contents.length > LIMITS.bytes) {
  console.error('over the limit');
  process.exitCode = 1;
}
