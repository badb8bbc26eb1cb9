/** A loopback receiver of OTLP for mcpwatch's own spans, decoded with the official descriptors, and their names. */
import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';
import { openWitness } from './witness.mjs';

const { ExportTraceServiceRequest } = root.opentelemetry.proto.collector.trace.v1;

/** Requests for metrics have no spans; JSON is sent where the other agent's variables ask for it. */
function names(body) {
  const request = body[0] === 0x7b ? JSON.parse(body) : ExportTraceServiceRequest.decode(body);
  return (request.resourceSpans ?? []).flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  );
}

export const openOtlpWitness = () => openWitness(names, '/v1/traces');
