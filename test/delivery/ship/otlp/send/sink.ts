/** A strict OTLP receiver on loopback: it decodes with the official descriptors, and answers as it is told. */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { listening } from '../../listening.js';
import { decode, METRICS, METRICS_RESPONSE, readJson, TRACES, TRACES_RESPONSE } from '../official.js';

export interface SinkRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
  /** Decoded strictly. */
  readonly message: object;
}

export type SinkAnswer = (response: ServerResponse, request: SinkRequest) => void;

export interface Sink {
  readonly url: string;
  readonly requests: readonly SinkRequest[];
  /** What the following requests are answered with; the last one stays. */
  answerWith(...answers: readonly SinkAnswer[]): void;
}

const isTraces = (url: string) => url.endsWith('/v1/traces');

export async function otlpSink(): Promise<Sink> {
  const requests: SinkRequest[] = [];
  let answers: readonly SinkAnswer[] = [accept];
  const url = await listening(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const content = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const descriptor = isTraces(request.url ?? '') ? TRACES : METRICS;
    const isJson = request.headers['content-type'] === 'application/json';
    const message = isJson ? readJson(descriptor, content.toString()) : decode(descriptor, content);
    const received = { url: request.url ?? '', headers: request.headers, bytes: raw.length, message };
    requests.push(received);
    const [answer = accept, ...others] = answers;
    if (others.length > 0) answers = others;
    answer(response, received);
  });
  return {
    url,
    requests,
    answerWith: (...next) => {
      answers = next;
    },
  };
}

/** As a Collector does: an empty response in the encoding of the request. */
export const accept: SinkAnswer = (response, { headers }) => {
  const type = headers['content-type'] ?? '';
  response.writeHead(200, { 'content-type': type }).end(type === 'application/json' ? '{}' : '');
};

export const status =
  (code: number, headers: Record<string, string> = {}): SinkAnswer =>
  (response) =>
    response.writeHead(code, headers).end();

/** Takes all but `rejected` spans or points. */
export const partial =
  (rejected: number, errorMessage: string): SinkAnswer =>
  (response, { url, headers }) => {
    const type = headers['content-type'] ?? '';
    const count = isTraces(url) ? { rejectedSpans: rejected } : { rejectedDataPoints: rejected };
    const answer = { partialSuccess: { ...count, errorMessage } };
    const descriptor = isTraces(url) ? TRACES_RESPONSE : METRICS_RESPONSE;
    response.writeHead(200, { 'content-type': type });
    response.end(type === 'application/json' ? JSON.stringify(answer) : descriptor.encode(answer).finish());
  };

export const hangUp: SinkAnswer = (response) => response.socket?.destroy();
export const staySilent: SinkAnswer = () => {};

/** The names of all spans in a decoded request. */
export function spanNames(message: object): readonly string[] {
  const names: string[] = [];
  JSON.stringify(message, (key, value: unknown) => {
    if (key !== 'spans') return value;
    for (const { name } of value as readonly { readonly name: string }[]) names.push(name);
    return undefined;
  });
  return names;
}
