/** The two paths through mcpwatch that bench/event.mjs measures: one event to a line, and the hot path of one call. */
import { createCapture } from '../src/agent/capture/capture.ts';
import { createPipeline } from '../src/agent/pipeline/pipeline.ts';
import { parseConfig } from '../src/config/parse-config.ts';
import { Deliveries } from '../src/delivery/main/deliveries.ts';
import { createSharedNumbers } from '../src/delivery/shared-number.ts';
import { createOwner } from '../src/delivery/spool/format/owner.ts';
import { recipientOf } from '../src/delivery/spool/format/recipient.ts';
import { SPOOL_LIMITS } from '../src/delivery/spool/format/spool-limits.ts';
import { BegunCalls } from '../src/delivery/spool/write/begun-calls.ts';
import { createClaims } from '../src/delivery/spool/write/claims.ts';
import { SpoolWriter } from '../src/delivery/spool/write/writer.ts';

const { settings } = parseConfig({ MCPWATCH_API_KEY: 'mw_bench_0123456789abcdef0123456789abcdef' });

const ledger = {
  captured() {},
  drop(reason) {
    throw new Error(reason);
  },
  counts: {},
};

/** From event to line. */
export function createCleaning() {
  const append = (line) => {
    if (line[0] !== 0x7b) throw new Error('no object');
  };
  const { emit } = createPipeline({ settings, ledger, append });
  return emit;
}

/**
 * From the messages of one tools/call to its record and its line on disk, in `dir`, which holds at most three segments.
 * `isShared`: as since there can be several destinations, with one of them. `tracing`: as with spans over OTLP.
 */
export function createHotPath(dir, { isShared = false, tracing } = {}) {
  const setup = { dir, owner: createOwner(), recipient: recipientOf(settings.endpoint, settings.apiKey) };
  const begun = new BegunCalls({ ...setup, now: Date.now });
  const writer = new SpoolWriter({
    ...setup,
    begun,
    claims: createClaims(createSharedNumbers(3)),
    limits: { ...SPOOL_LIMITS, bytes: 3 * SPOOL_LIMITS.segmentBytes },
    onDrop(reason) {
      if (reason !== 'queue_full') throw new Error(reason);
    },
  });
  const append = (line, spanId) => {
    const outcome = writer.append(line, spanId);
    if (outcome.status !== 'written') throw new Error(outcome.why);
  };
  const records = { begin: (spanId, record) => begun.begin(spanId, record), end: (spanId) => begun.ended(spanId) };
  const taken = new Set(['everyone', 'conversation', 'live']);
  const deliveries = new Deliveries({ delivery: { append, lastWords: records }, ledger, taken }, undefined);
  const shared = {
    append: (line, spanId, audience) => deliveries.append(line, spanId, audience),
    ledgerOf: (audience) => deliveries.ledgerOf(audience),
    records: deliveries,
  };
  const pipeline = createPipeline({ settings, ledger, ...(isShared ? shared : { append, records }) });
  return connect(createCapture(pipeline, { openCalls: pipeline, tracing }));
}

class StdioServerTransport {}

function connect(capture) {
  const server = { _serverInfo: { name: 'shop', version: '1.4.2' } };
  const connection = {
    server,
    transport: new StdioServerTransport(),
    origin: { hook: 'api', file: '', moduleKind: 'esm' },
  };
  const observer = capture.observe(connection);
  const clientInfo = { name: 'some-client', version: '0.9.0' };
  const exchange = (request, result) => {
    observer.inbound(request);
    observer.outbound({ jsonrpc: '2.0', id: request.id, result }, undefined, observer.callOf(request));
  };
  const params = { protocolVersion: '2025-11-25', clientInfo };
  exchange({ jsonrpc: '2.0', id: 0, method: 'initialize', params }, { protocolVersion: '2025-11-25' });
  let id = 0;
  return {
    connection,
    call({ event_name: name, request_params, response_content: result }) {
      id += 1;
      exchange({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: request_params } }, result);
    },
  };
}
