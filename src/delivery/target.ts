/** Where events go, as a value that can be sent to the worker. */
import { isLoopbackUrl, shownAddresses } from '../config/endpoint.js';
import type { OtlpSettings } from '../config/otlp/otlp-settings.js';
import type { Settings } from '../config/parse-config.js';
import type { Audience, PayloadMode } from '../model.js';
import { LOCAL_RECIPIENT, otlpRecipient, type Recipient, recipientOf } from './spool/format/recipient.js';

export type Target =
  | {
      readonly kind: 'mcpwatch';
      readonly endpoint: string;
      readonly apiKey: string | undefined;
      readonly isLoopback: boolean;
    }
  /** `mcpwatch dev` of the same user. `dir`: its spool folder. */
  | { readonly kind: 'local'; readonly dir: string | undefined }
  | OtlpTarget;

/** A receiver of OpenTelemetry. */
export interface OtlpTarget {
  readonly kind: 'otlp';
  readonly settings: OtlpSettings;
  readonly payloads: PayloadMode;
  readonly process: ObservedProcess;
}

/** The process whose events are sent, as its resource describes it. */
export interface ObservedProcess {
  /** As in the ids of its events. */
  readonly instance: string;
  /** Microseconds since 1970. */
  readonly startUs: number;
  readonly pid: number;
  readonly executable: string;
  /** The program's file. */
  readonly command: string | undefined;
  readonly runtimeVersion: string;
}

/** What the kinds of destination take. MCPWatch's cloud takes the events that it has always known, and nothing else. */
const TAKEN = {
  cloud: new Set<Audience>(['everyone']),
  local: new Set<Audience>(['everyone', 'conversation', 'live']),
  otlp: new Set<Audience>(['everyone', 'conversation']),
};

/** Which events this target takes. An endpoint without a key is `mcpwatch dev` at another address. */
export function takenBy(target: Target): ReadonlySet<Audience> {
  if (target.kind === 'otlp') return TAKEN.otlp;
  return target.kind === 'local' || target.apiKey === undefined ? TAKEN.local : TAKEN.cloud;
}

export function targetOf({ local, endpoint, apiKey }: Settings): Exclude<Target, OtlpTarget> {
  if (local !== undefined) return { kind: 'local', dir: local.dir };
  return { kind: 'mcpwatch', endpoint, apiKey, isLoopback: isLoopbackUrl(endpoint) };
}

/** The party that segments for this target are meant for. */
export function recipientFor(target: Target): Recipient {
  switch (target.kind) {
    case 'local':
      return LOCAL_RECIPIENT;
    case 'mcpwatch':
      return recipientOf(target.endpoint, target.apiKey);
    case 'otlp':
      return otlpRecipient(addressesOf(target), credentialsOf(target));
  }
}

/** As messages name it. */
export function targetName(target: Target): string {
  if (target.kind === 'otlp') return shownAddresses(addressesOf(target));
  return target.kind === 'local' ? 'mcpwatch dev' : target.endpoint;
}

/** Of one request, in events. */
export interface BatchSizes {
  /** So many do not wait for others. */
  readonly enough: number;
  readonly most: number;
}

const USUAL_BATCH = 50;
/**
 * On this machine the receiver shares its processor with the host, so that each request counts: at 2,000 calls a second,
 * 50 to a request cost the worker 20 µs more for each call (#14).
 */
const BUSY_LOCAL_BATCH = 500;

/** As was set, or what suits the target. */
export function batchSizesFor(target: Target, settings: Pick<Settings, 'maxBatchSize' | 'maxQueue'>): BatchSizes {
  const set = target.kind === 'otlp' ? target.settings.maxBatchSize : settings.maxBatchSize;
  if (set !== undefined) return { enough: set, most: set };
  const isHere = target.kind === 'local' || (target.kind === 'mcpwatch' && target.isLoopback);
  // A queue in memory must not be full before a request is.
  const possible = Math.max(1, Math.floor(settings.maxQueue / 2));
  const most = Math.min(isHere ? BUSY_LOCAL_BATCH : USUAL_BATCH, possible);
  return { enough: Math.min(USUAL_BATCH, most), most };
}

/** The addresses of an OTLP target, traces first. */
export function addressesOf({ settings }: OtlpTarget): readonly string[] {
  return [settings.traces, settings.metrics].flatMap((signal) => (signal === undefined ? [] : [signal.url]));
}

function credentialsOf({ settings: { traces, metrics } }: OtlpTarget): string {
  const parts = [traces, metrics].flatMap((signal) =>
    signal === undefined ? [] : [...Object.entries(signal.headers).flat(), signal.tls.clientCertificate ?? ''],
  );
  return parts.filter((text) => text !== '').join('\n');
}
