/** JSON-RPC 2.0 messages, recognised by shape; `unknown` ends here. */
import type { RequestId } from '../../model.js';

export type Params = Readonly<Record<string, unknown>>;

export interface RequestMessage {
  readonly kind: 'request';
  readonly id: RequestId;
  readonly method: string;
  readonly params: Params;
}

export interface NotificationMessage {
  readonly kind: 'notification';
  readonly method: string;
  readonly params: Params;
}

export type ReplyMessage =
  | { readonly kind: 'result'; readonly id: RequestId; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: RequestId | undefined; readonly error: RpcError };

export type Message = RequestMessage | NotificationMessage | ReplyMessage;

export interface RpcError {
  readonly code: number | null;
  readonly message: string;
  readonly data?: unknown;
}

export function rpcErrorIn({ code, message, data }: Readonly<Record<string, unknown>>): RpcError {
  return { code: typeof code === 'number' ? code : null, message: asString(message), data };
}

export const NO_PARAMS: Params = {};

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

export function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What the protocol and others add to the params proper; empty when there is none. */
export function metaOf(params: Params): Params {
  const meta = params['_meta'];
  return isRecord(meta) ? meta : NO_PARAMS;
}

export function isRequestId(value: unknown): value is RequestId {
  return typeof value === 'string' || typeof value === 'number';
}

/** `undefined` for anything that is not a JSON-RPC message. */
export function parseMessage(value: unknown): Message | undefined {
  if (!isRecord(value)) return undefined;
  const id = value['id'];
  const method = value['method'];
  if (typeof method === 'string') {
    const params = isRecord(value['params']) ? value['params'] : NO_PARAMS;
    return isRequestId(id) ? { kind: 'request', id, method, params } : { kind: 'notification', method, params };
  }
  if (isRecord(value['error'])) {
    return { kind: 'error', id: isRequestId(id) ? id : undefined, error: rpcErrorIn(value['error']) };
  }
  return isRequestId(id) && 'result' in value ? { kind: 'result', id, result: value['result'] } : undefined;
}

/** Calls `use` with one message, or with several in the revisions with batches. */
export function forEachMessage(value: unknown, use: (message: Message, raw: object) => void): void {
  if (Array.isArray(value)) {
    for (const part of value) if (!Array.isArray(part)) forEachMessage(part, use);
    return;
  }
  const message = parseMessage(value);
  if (message !== undefined && isRecord(value)) use(message, value);
}
