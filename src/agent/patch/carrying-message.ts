/** MCPWATCH_OTLP_INJECT: a request to the client with the context of the call in its `_meta` (SEP-414). */
import type { TraceCarrier } from '../../model.js';
import { isObject } from '../../sdk-object.js';

/** A copy of `message`, which is the host's; the message itself where it is no request, or carries a context already. */
export function carryingMessage(message: unknown, carrier: TraceCarrier): unknown {
  if (!isObject(message) || !('method' in message) || !('id' in message)) return message;
  const params = isObject(message['params']) ? message['params'] : {};
  const meta = isObject(params['_meta']) ? params['_meta'] : {};
  if ('traceparent' in meta) return message;
  return { ...message, params: { ...params, _meta: { ...meta, ...carrier } } };
}
