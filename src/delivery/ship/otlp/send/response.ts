/** What a response means (specification/protocol/otlp.md, "OTLP/HTTP Response" and "Throttling"). */
import { retryAfterMs } from '../../http/retry-after.js';
import { type PartialSuccess, readPartialSuccess, readStatusMessage } from './partial-success.js';

export type Result =
  | ({ readonly status: 'delivered' } & PartialSuccess)
  /** `pauseMs`: the receiver asks for it. */
  | {
      readonly status: 'retryable';
      readonly why: string;
      readonly pauseMs: number | undefined;
      readonly remedy?: 'somebody listens' | 'the user acts';
    }
  /** `message`: the receiver's own words; empty where it says nothing. */
  | { readonly status: 'rejected'; readonly why: string; readonly message: string };

export interface Response {
  readonly code: number;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/** All others are final, 500 included. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const HINTS: Readonly<Record<number, string>> = {
  401: ', check OTEL_EXPORTER_OTLP_HEADERS',
  403: ', check OTEL_EXPORTER_OTLP_HEADERS',
  404: ', check the address in MCPWATCH_OTLP or OTEL_EXPORTER_OTLP_ENDPOINT',
  405: ', check the address in MCPWATCH_OTLP or OTEL_EXPORTER_OTLP_ENDPOINT',
  413: ', set OTEL_BSP_MAX_EXPORT_BATCH_SIZE lower',
  415: ', set OTEL_EXPORTER_OTLP_PROTOCOL to the other of http/protobuf and http/json',
};

export function readResponse({ code, retryAfter, body }: Response, now: number): Result {
  if (code >= 200 && code < 300) return { status: 'delivered', ...readPartialSuccess(body) };
  const why = `HTTP ${code}`;
  if (RETRYABLE.has(code)) {
    return {
      status: 'retryable',
      why,
      pauseMs: retryAfter === undefined ? undefined : retryAfterMs(retryAfter, now),
    };
  }
  const hint = code < 400 ? ', redirects are not followed; check the address in MCPWATCH_OTLP' : (HINTS[code] ?? '');
  return { status: 'rejected', why: why + hint, message: readStatusMessage(body) };
}
