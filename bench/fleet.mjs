/**
 * What a fleet of processes does to one gateway. Two parts:
 *
 * - in virtual time, the real pump of each of 10,000 processes: requests by second when all start together, during an
 *   outage of 10 minutes and after it, with and without jitter;
 * - in real time, real requests of a few hundred processes to a stand-in gateway on loopback: bytes, connections, series,
 *   and the CPU time of the gateway for each request.
 *
 *   npm run bench:fleet -- [--processes 10000] [--write]      --write puts the tables into docs/scale.md
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';
import { build } from 'esbuild';
import { writeSection } from '../scripts/marked-section.ts';

const { values: options } = parseArgs({
  options: { processes: { type: 'string', default: '10000' }, write: { type: 'boolean', default: false } },
});
const PROCESSES = Number(options.processes);
const OUTAGE = { from: 120, to: 720 };
const SECONDS = 1020;
/** The defaults of OTEL_BSP_SCHEDULE_DELAY, OTEL_BSP_MAX_EXPORT_BATCH_SIZE and OTEL_METRIC_EXPORT_INTERVAL. */
const FLUSH_MS = 5000;
const BATCH = 512;
const METRICS_EVERY_S = 60;
const REAL_SENDERS = 200;
const REAL_ROUNDS = 10;
const TOOLS = 8;

async function load(entry) {
  const { outputFiles } = await build({
    entryPoints: [new URL(entry, import.meta.url).pathname],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    logLevel: 'error',
  });
  const module = { exports: {} };
  const { createRequire } = await import('node:module');
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports;
}

const { simulate } = await load('fleet-simulation.ts');
const { senderTo } = await load('fleet-traffic.ts');

const sum = (numbers) => numbers.reduce((total, it) => total + it, 0);
const mean = (numbers) => Math.round(sum(numbers) / numbers.length);
const most = (numbers) => Math.max(...numbers);
const count = (number) => Math.round(number).toLocaleString('en-US');

/** One row: requests by second, in the phases of the outage. */
async function row(title, hasJitter) {
  const begun = Date.now();
  const base = { processes: PROCESSES, everySeconds: 1, seconds: SECONDS, flushMs: FLUSH_MS, maxBatchEvents: BATCH };
  const { requests, events, recoveredAt } = await simulate({ ...base, outage: OUTAGE, hasJitter });
  process.stderr.write(`${title}: ${((Date.now() - begun) / 1000).toFixed(0)} s\n`);
  const phase = (from, to) => [...requests.slice(from, to)];
  const steady = phase(60, OUTAGE.from);
  const during = phase(OUTAGE.from + 60, OUTAGE.to);
  const after = phase(OUTAGE.to, OUTAGE.to + 60);
  const cells = [
    title,
    `${count(most(phase(0, 10)))}`,
    `${count(mean(steady))} / ${count(most(steady))}`,
    `${count(mean(during))} / ${count(most(during))}`,
    `${count(most(after))}`,
    `${count(most([...events.slice(OUTAGE.to, SECONDS)]))}`,
    recoveredAt < 0 ? '–' : `${recoveredAt - OUTAGE.to} s`,
  ];
  return { line: `| ${cells.join(' | ')} |`, meanPerSecond: mean(steady) };
}

const hex = (digits, number) => number.toString(16).padStart(digits, '0');

/** A tool call over HTTP, as the agent writes it. */
function lineOf(instance, index) {
  const started = new Date(1_790_000_000_000 + index * 1000);
  const event = {
    event_id: `${hex(12, 1_790_000_000_000)}-${instance}-${hex(6, index)}`,
    trace_id: hex(32, index * 7919 + 1),
    span_id: hex(16, index * 104_729 + 1),
    parent_span_id: null,
    event_type: 'tool_call',
    event_name: `tool-${index % TOOLS}`,
    started_at: started.toISOString(),
    ended_at: new Date(started.getTime() + 12).toISOString(),
    duration_ms: 12.5,
    mcp_method: 'tools/call',
    mcp_protocol_version: '2025-11-25',
    request_params: null,
    response_content: null,
    is_error: false,
    error_code: null,
    error_message: null,
    transport_type: 'streamable-http',
    server_name: 'weather',
    server_version: '1.0.0',
    client_name: 'an-agent',
    client_version: '2.0.0',
    attributes: { 'jsonrpc.request.id': `${index}`, 'mcp.session.id': 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6' },
    sdk_name: 'mcpwatch-node',
    sdk_version: '1.0.0',
  };
  return Buffer.from(JSON.stringify(event));
}

/** The stand-in gateway: reads each request whole and decodes it, as a Collector must. */
async function openGateway() {
  const { trace, metrics } = root.opentelemetry.proto.collector;
  const seen = { connections: 0, requests: { traces: 0, metrics: 0 }, bytes: { traces: 0, metrics: 0 }, series: 0 };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const content = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      const signal = request.url === '/v1/traces' ? 'traces' : 'metrics';
      seen.requests[signal] += 1;
      seen.bytes[signal] += body.length;
      if (signal === 'traces') trace.v1.ExportTraceServiceRequest.decode(content);
      else seen.series += seriesIn(metrics.v1.ExportMetricsServiceRequest.decode(content));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  server.on('connection', () => {
    seen.connections += 1;
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    seen,
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => server.closeAllConnections() || server.close(),
  };
}

/** As Prometheus stores them: a histogram of 14 buckets is 17 series. */
const seriesIn = ({ resourceMetrics }) =>
  sum(
    resourceMetrics
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap((scope) => scope.metrics)
      .flatMap(({ histogram }) => histogram?.dataPoints ?? [])
      .map(({ bucketCounts }) => bucketCounts.length + 2),
  );

/** Real requests with `spans` spans each; the rounds follow each other at once. */
async function traffic(spans, env) {
  const gateway = await openGateway();
  const senders = Array.from({ length: REAL_SENDERS }, (_, index) => {
    const instance = hex(16, index + 1);
    return { instance, sender: senderTo(gateway.url, instance, env) };
  });
  const begun = process.cpuUsage();
  for (let round = 0; round < REAL_ROUNDS; round += 1) {
    const lines = (instance) => Array.from({ length: spans }, (_, index) => lineOf(instance, round * spans + index));
    await Promise.all(senders.map(({ instance, sender }) => sender.send(lines(instance))));
  }
  const { user, system } = process.cpuUsage(begun);
  await Promise.all(senders.map(({ sender }) => sender.flush()));
  for (const { sender } of senders) sender.close();
  gateway.close();
  const { requests, bytes, series, connections } = gateway.seen;
  return {
    cpuUs: (user + system) / requests.traces,
    traceBytes: bytes.traces / requests.traces,
    metricBytes: bytes.metrics / requests.metrics,
    series: series / REAL_SENDERS,
    connections: connections / REAL_SENDERS,
  };
}

const withJitter = await row('with jitter (what mcpwatch does)', true);
const withoutJitter = await row('without', false);
const plain = await traffic(FLUSH_MS / 1000, { OTEL_EXPORTER_OTLP_COMPRESSION: 'none' });
const zipped = await traffic(FLUSH_MS / 1000, { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' });

const perSecond = (perProcess) => count(PROCESSES * perProcess);
const text = `${count(PROCESSES)} processes, one event a second each, all started in the same instant; a batch every ${FLUSH_MS / 1000} s; the gateway is
down from second ${OUTAGE.from} to second ${OUTAGE.to}. Requests for spans, by second:

| waits | the first 10 s, most | before, mean / most | during the outage, mean / most | in the minute after, most | events in one second, most | backlog gone after |
|---|---|---|---|---|---|---|
${withJitter.line}
${withoutJitter.line}

Real requests of ${REAL_SENDERS} processes on loopback, ${FLUSH_MS / 1000} spans each:

| | for one process | for ${count(PROCESSES)} |
|---|---|---|
| connections | ${plain.connections.toFixed(0)} | ${perSecond(plain.connections)}, of which ${count((PROCESSES * plain.connections) / 210)} a second are replaced |
| bytes for spans, no compression | ${count(plain.traceBytes)} in a request | ${count((PROCESSES * plain.traceBytes) / 5 / 1e6)} MB/s |
| bytes for spans, gzip | ${count(zipped.traceBytes)} in a request | ${count((PROCESSES * zipped.traceBytes) / 5 / 1e6)} MB/s |
| series, cumulative, ${TOOLS} tools | ${count(plain.series)} | ${perSecond(plain.series)} |
| bytes for metrics, gzip | ${count(zipped.metricBytes)} in a request | ${((PROCESSES * zipped.metricBytes) / METRICS_EVERY_S / 1e6).toFixed(1)} MB/s |
| CPU time of sender and stand-in gateway together | ${count(plain.cpuUs)} µs for a request | ${((withJitter.meanPerSecond * plain.cpuUs) / 1e6).toFixed(1)} cores |`;
process.stdout.write(`${text}\n`);
if (options.write) writeFileSync('docs/scale.md', writeSection(readFileSync('docs/scale.md', 'utf8'), 'fleet', text));
