/** A connection to a server on which JSON-RPC messages are exchanged, whatever carries them. */

export type Answer =
  | { readonly kind: 'result'; readonly result: Readonly<Record<string, unknown>>; readonly ms: number }
  | { readonly kind: 'error'; readonly code: number | null; readonly message: string; readonly ms: number }
  /** Nothing came in time. */
  | { readonly kind: 'silent'; readonly ms: number }
  /** The connection ended first, or could not be made. */
  | { readonly kind: 'ended'; readonly why: string };

export type Params = Readonly<Record<string, unknown>>;

/** `headers`: what HTTP wants to have repeated outside of the message. */
export interface Exchange {
  request(method: string, params: Params | undefined, timeoutMs: number): Promise<Answer>;
  notify(method: string): Promise<void>;
  /** The revision that both sides agreed on, for transports that repeat it. */
  agreed(revision: string): void;
}

/** Reads one JSON-RPC message; `undefined` for anything else. */
export function readMessage(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && value['jsonrpc'] === '2.0' ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `message`: a reply with a result or an error. */
export function answerOf(message: Readonly<Record<string, unknown>>, ms: number): Answer {
  const { result, error } = message;
  if (isRecord(error)) {
    const { code, message: text } = error;
    return { kind: 'error', code: typeof code === 'number' ? code : null, message: String(text ?? ''), ms };
  }
  return { kind: 'result', result: isRecord(result) ? result : {}, ms };
}
