/**
 * Why a request to the client will not be answered, where that is known when it is sent: streamable HTTP transports drop
 * what they have no stream for without a word, and the server then waits until its time is up (#10).
 */
import { fieldOf, streamsOf } from '../../sdk-object.js';

const STATELESS = 'the server is stateless, and the answer would come on another connection';
const JSON_ONLY = 'its transport answers with JSON only (enableJsonResponse)';
const NO_STREAM =
  'it was not sent, because the client has no stream open for it: with relatedRequestId it goes with the reply of its call';
const STREAM_CLOSED = 'it was not sent, because the client has closed the stream of the call';

/** `options`: those of the transport's `send`. Empty where nothing is known. */
export function whyUnanswerable(transport: unknown, options: unknown, isPerRequest: boolean): string {
  const http = streamsOf(transport);
  if (http === undefined) return isPerRequest ? STATELESS : '';
  const call = fieldOf(options, 'relatedRequestId');
  if (call !== undefined && http.isJsonOnly) return JSON_ONLY;
  if (!http.isResumable && !http.hasStreamFor(call)) return call === undefined ? NO_STREAM : STREAM_CLOSED;
  return isPerRequest ? STATELESS : '';
}
