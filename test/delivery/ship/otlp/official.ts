/** The official descriptors of OTLP, and what they make of our bytes. */
import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';

/** What the generated classes have in common, as far as the tests use it. */
interface Descriptor {
  decode(bytes: Uint8Array): object;
  encode(message: object): { finish(): Uint8Array };
  fromObject(plain: object): object;
  toObject(message: object, options: { readonly longs: typeof String; readonly bytes: typeof String }): object;
  verify(message: object): string | null;
}

type Service = Readonly<Record<string, Descriptor>>;
interface Root {
  readonly opentelemetry: {
    readonly proto: { readonly collector: Record<'trace' | 'metrics', { readonly v1: Service }> };
  };
}

/** Its types do not say so, but it is all of the packages. */
const { collector } = (root as unknown as Root).opentelemetry.proto;

function find(service: Service, name: string): Descriptor {
  const found = service[name];
  if (found === undefined) throw new Error(`no ${name} in the official descriptors`);
  return found;
}

export const TRACES = find(collector.trace.v1, 'ExportTraceServiceRequest');
export const METRICS = find(collector.metrics.v1, 'ExportMetricsServiceRequest');
export const TRACES_RESPONSE = find(collector.trace.v1, 'ExportTraceServiceResponse');
export const METRICS_RESPONSE = find(collector.metrics.v1, 'ExportMetricsServiceResponse');

const PLAIN = { longs: String, bytes: String };

/** Decodes strictly: the message is verified, and the official encoder makes the same bytes of it. */
export function decode(descriptor: Descriptor, bytes: Uint8Array): object {
  const message = descriptor.decode(bytes);
  const problem = descriptor.verify(message);
  if (problem !== null) throw new Error(problem);
  const again = Buffer.from(descriptor.encode(message).finish());
  if (!again.equals(bytes)) throw new Error(`encoded again: ${again.toString('hex')}`);
  return descriptor.toObject(message, PLAIN);
}

/** Reads OTLP's JSON, in which ids are hex digits; protobuf's own JSON mapping has base64. */
export function readJson(descriptor: Descriptor, json: string): object {
  const plain: object = JSON.parse(json, (key, value: unknown) =>
    /^(?:traceId|spanId|parentSpanId)$/.test(key) && typeof value === 'string'
      ? Buffer.from(value, 'hex').toString('base64')
      : value,
  );
  const message = descriptor.fromObject(plain);
  const problem = descriptor.verify(message);
  if (problem !== null) throw new Error(problem);
  return descriptor.toObject(message, PLAIN);
}

/** Scalars that the official serialisers write although they have the default value. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
  code: 0,
  message: '',
  traceState: '',
  description: '',
};

/** `bytes` as the official encoder writes them when fields with their default value are left out, as proto3 allows. */
export function withoutDefaults(descriptor: Descriptor, bytes: Uint8Array): Buffer {
  const message = descriptor.decode(bytes);
  strip(message);
  return Buffer.from(descriptor.encode(message).finish());
}

function strip(value: unknown): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  for (const [key, item] of Object.entries(value)) {
    if (key in DEFAULTS && item === DEFAULTS[key]) Reflect.deleteProperty(value, key);
    else strip(item);
  }
}
