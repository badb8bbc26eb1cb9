/**
 * The receivers of bench/exit.mjs: MCPWatch's endpoint, and one for OTLP. Each can be healthy, refuse connections, stay
 * silent or answer slowly, always at the same address.
 */
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';

const { trace, metrics } = root.opentelemetry.proto.collector;

/** An endpoint that is slow takes this long to answer. */
const SLOW_MS = 2000;

/** `isDeferred`: what arrives is kept, and read when `readDeferred` is called. */
async function openServer(receive, answer, { isDeferred = false } = {}) {
  let current = 'healthy';
  const deferred = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      if (current === 'silent') return;
      const { url, headers } = request;
      if (isDeferred) deferred.push(() => receive(Buffer.concat(chunks), { url, headers }));
      else receive(Buffer.concat(chunks), request);
      if (current === 'slow') setTimeout(answer, SLOW_MS, response);
      else answer(response);
    });
  });
  const listen = (port) => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  await listen(0);
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    async behave(behaviour) {
      current = behaviour;
      if (behaviour === 'refusing' && server.listening) await close();
      if (behaviour !== 'refusing' && !server.listening) await listen(port);
    },
    readDeferred() {
      for (const read of deferred.splice(0)) read();
    },
    close: () => (server.listening ? close() : undefined),
  };
}

function counter() {
  const counts = new Map();
  return { counts, add: (id) => counts.set(id, (counts.get(id) ?? 0) + 1) };
}

/** MCPWatch's endpoint. `counts`: how often each event has arrived. */
export async function openEndpoint(options) {
  const { counts, add } = counter();
  const receive = (body) => {
    for (const { event_id, attributes } of JSON.parse(body).batch) add(attributes['jsonrpc.request.id'] ?? event_id);
  };
  const server = await openServer(receive, (response) => response.writeHead(202).end(), options);
  return { ...server, counts, settings: { MCPWATCH_ENDPOINT: server.url }, finalPoints: () => undefined };
}

const textOf = (attributes, name) => {
  const { value } = attributes.find(({ key }) => key === name) ?? {};
  return value?.stringValue;
};

/** Decodes with the official descriptors. `counts`: how often each span has arrived. */
export async function openOtlpReceiver(options) {
  const { counts, add } = counter();
  /** By process: its spans, and what its latest point counts. */
  const processes = new Map();
  const processOf = (resource) => {
    const instance = textOf(resource.attributes, 'service.instance.id');
    const known = processes.get(instance) ?? { spans: new Set(), counted: 0 };
    processes.set(instance, known);
    return known;
  };
  const receiveSpans = (body) => {
    for (const { resource, scopeSpans } of trace.v1.ExportTraceServiceRequest.decode(body).resourceSpans) {
      const ids = scopeSpans.flatMap(({ spans }) => spans.map((it) => textOf(it.attributes, 'jsonrpc.request.id')));
      for (const id of ids) {
        add(id);
        processOf(resource).spans.add(id);
      }
    }
  };
  const receiveMetrics = (body) => {
    for (const { resource, scopeMetrics } of metrics.v1.ExportMetricsServiceRequest.decode(body).resourceMetrics) {
      const durations = scopeMetrics.flatMap((it) => it.metrics).filter(({ histogram }) => histogram);
      const points = durations.flatMap(({ histogram }) => histogram.dataPoints);
      processOf(resource).counted = points.reduce((sum, { count }) => sum + Number(count), 0);
    }
  };
  const receive = (raw, { url, headers }) => {
    const body = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    if (url === '/v1/traces') receiveSpans(body);
    else receiveMetrics(body);
  };
  const accept = (response) => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  const server = await openServer(receive, accept, options);
  const settings = { MCPWATCH_OTLP: server.url, OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' };
  /** How many processes whose spans have the prefix have sent a last point that counts all of them. */
  const finalPoints = (prefix) =>
    [...processes.values()].filter(
      ({ spans, counted }) => counted === spans.size && [...spans].some((id) => id.startsWith(prefix)),
    ).length;
  return { ...server, counts, settings, finalPoints };
}
