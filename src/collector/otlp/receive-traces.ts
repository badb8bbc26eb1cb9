/**
 * `POST /v1/traces`: OTLP/HTTP in both encodings. Spans of MCP servers become events; others are counted and ignored.
 * Answers in the encoding of the request, with a partial success for spans that are not valid.
 */
import { type Answer, failure } from '../http/answer.js';
import type { ByteBudget } from '../http/byte-budget.js';
import { readBody } from '../http/request-body.js';
import type { Handler } from '../http/router.js';
import { eventFault, isEvent, type ReceivedEvent } from '../receive/event-shape.js';
import { incomingOf } from '../receive/incoming-of.js';
import type { Fault } from '../receive/parse-batch.js';
import type { Incoming } from '../store/incoming.js';
import { decodeJson } from './decode-json.js';
import { decodeProtobuf } from './decode-protobuf.js';
import { OTLP_LIMITS } from './otlp-limits.js';
import { encodePartialSuccess } from './partial-success.js';
import type { ReceivedSpan } from './received-span.js';
import { spanToEvent } from './span-to-event.js';

export interface ReceiveTracesOptions {
  readonly budget: ByteBudget;
  /** Resolves when the events are safe: only then are they acknowledged. */
  readonly store: (events: readonly Incoming[]) => Promise<void>;
  readonly onFaults: (faults: readonly Fault[]) => void;
  /** Spans that are not of an MCP server. */
  readonly onIgnored: (count: number) => void;
}

export type Encoding = 'json' | 'protobuf';

const TYPES: Readonly<Record<Encoding, string>> = { json: 'application/json', protobuf: 'application/x-protobuf' };

export function receiveTraces({ budget, store, onFaults, onIgnored }: ReceiveTracesOptions): Handler {
  return async ({ request }) => {
    const share = budget.share();
    try {
      const encoding = encodingOf(request.headers['content-type']);
      const { bodyBytes, jsonBytes } = OTLP_LIMITS;
      const maxBytes = encoding === 'json' ? jsonBytes : bodyBytes;
      const body = await readBody(request, { type: TYPES[encoding], maxBytes, share });
      if (body.kind === 'refused') {
        return failure(body.status, body.code, body.reason, body.status === 503 ? { 'retry-after': '1' } : {});
      }
      const found = read(body.bytes, encoding);
      if (typeof found === 'string') return failure(400, 'bad_body', found);
      onIgnored(found.ignored);
      if (found.faults.length > 0) onFaults(found.faults);
      await store(found.events);
      return accepted(encoding, found.faults);
    } finally {
      share.release();
    }
  };
}

/** `POST /v1/metrics` and `/v1/logs`, which exporters send to the same address: read, and nothing is kept. */
export function ignoreSignal(budget: ByteBudget): Handler {
  return async ({ request }) => {
    const share = budget.share();
    try {
      const encoding = encodingOf(request.headers['content-type']);
      const body = await readBody(request, { type: TYPES[encoding], maxBytes: OTLP_LIMITS.bodyBytes, share });
      return body.kind === 'refused' ? failure(body.status, body.code, body.reason) : accepted(encoding, []);
    } finally {
      share.release();
    }
  };
}

function encodingOf(contentType: string | undefined): Encoding {
  return contentType?.trim().toLowerCase().startsWith(TYPES.json) === true ? 'json' : 'protobuf';
}

interface Found {
  readonly events: Incoming[];
  readonly faults: Fault[];
  ignored: number;
}

/** Why it cannot be read, where it cannot. */
function read(body: Buffer, encoding: Encoding): Found | string {
  const found: Found = { events: [], faults: [], ignored: 0 };
  let index = 0;
  const onSpan = (span: ReceivedSpan) => {
    take(span, index, found);
    index += 1;
  };
  try {
    if (encoding === 'protobuf') decodeProtobuf(body, onSpan);
    else if (isTooMany(body)) return `expected at most ${OTLP_LIMITS.jsonValues} values`;
    else decodeJson(body, onSpan);
    return found;
  } catch (error) {
    return `expected an ExportTraceServiceRequest: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`;
  }
}

function take(span: ReceivedSpan, index: number, found: Found): void {
  const { events, faults } = found;
  const event = spanToEvent(span);
  if (event === undefined) {
    found.ignored += 1;
    return;
  }
  const fault = faultOf(span, event);
  if (fault !== undefined) faults.push({ index, fault: `span: ${fault}` });
  else if (events.length < OTLP_LIMITS.spans) events.push(incomingOf(event, JSON.stringify(event)));
  else faults.push({ index, fault: `expected at most ${OTLP_LIMITS.spans} spans` });
}

const isZero = (id: string) => /^0+$/.test(id);

/** Zeros are no ids: all such spans would be one event. What is without a start would be deleted as too old. */
function faultOf({ traceId, spanId, startNs }: ReceivedSpan, event: ReceivedEvent): string | undefined {
  if (isZero(traceId)) return 'trace_id: expected one that is not zero';
  if (isZero(spanId)) return 'span_id: expected one that is not zero';
  if (startNs === 0n) return 'started_at: expected a time';
  return isEvent(event) ? undefined : eventFault(event);
}

const VALUE_STARTS = new Set([0x2c, 0x5b, 0x7b]);

/** A short text can become a great many objects: what may begin one is counted, in texts too. */
function isTooMany(body: Buffer): boolean {
  let count = 0;
  for (const byte of body) if (VALUE_STARTS.has(byte)) count += 1;
  return count > OTLP_LIMITS.jsonValues;
}

function accepted(encoding: Encoding, faults: readonly Fault[]): Answer {
  const [first] = faults;
  const headers = { 'content-type': TYPES[encoding], 'cache-control': 'no-store' };
  const body = first === undefined ? undefined : { rejectedSpans: faults.length, errorMessage: first.fault };
  return { kind: 'whole', status: 200, headers, body: encodePartialSuccess(body, encoding === 'json') };
}
