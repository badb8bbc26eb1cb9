/** OTLP as a worker's destination: reads the certificates, and connects the destination to the worker's counts. */
import { readFileSync } from 'node:fs';
import { isLoopbackUrl } from '../../config/endpoint.js';
import type { TlsFiles } from '../../config/otlp/signal.js';
import { errnoOf } from '../../errno.js';
import { randomUnit } from '../../random.js';
import { startIdleTimer } from '../../real-time.js';
import type { Tls } from '../ship/http/post.js';
import { Resources } from '../ship/otlp/resource/resources.js';
import { OtlpDestination, type OtlpOptions } from '../ship/otlp/send/otlp-destination.js';
import { rehearse } from '../ship/otlp/send/rehearsal.js';
import { MOST_RESPONSE_BYTES } from '../ship/otlp/send/signal-sender.js';
import { createSpread } from '../ship/spread.js';
import type { OtlpTarget } from '../target.js';
import { metricsState } from './metrics-state.js';
import type { DestinationContext, WorkerDestination } from './worker.js';

const REHEARSAL_AFTER_MS = 100;

export function otlpDestination(context: DestinationContext): WorkerDestination {
  const { target, sdk, counters, spool, onProblem, openPost } = context;
  if (target.kind !== 'otlp') throw new Error(`this worker does not send to ${target.kind}`);
  const { settings, payloads, process: observed } = target;
  const options: OtlpOptions = {
    settings,
    payloads,
    resources: resourcesOf(target),
    scope: sdk,
    startUs: observed.startUs,
    openPost: ({ url, timeoutMs, tls }) =>
      openPost({
        url: new URL(url),
        env: process.env,
        isLoopback: isLoopbackUrl(url),
        timeoutMs,
        tls: readTls(tls, onProblem),
        mostBytes: MOST_RESPONSE_BYTES,
      }),
    onProblem,
    dropped: () => counters.lost.toRecord(),
    onHeld: (isHeld) => {
      counters.held.value = isHeld ? 1 : 0;
    },
    store: metricsState(spool, onProblem),
    now: Date.now,
    random: randomUnit,
  };
  const destination = new OtlpDestination(options);
  // Later than the server's start, with which it would compete.
  startIdleTimer(async () => {
    destination.open();
    await rehearse({ ...options, resources: resourcesOf(target) });
  }, REHEARSAL_AFTER_MS);
  return { destination, spread: createSpread(randomUnit) };
}

function resourcesOf({ settings, process: observed }: OtlpTarget): Resources {
  const { serviceName, resourceAttributes } = settings;
  return new Resources({
    instance: observed.instance,
    process: observed,
    serviceName,
    attributes: resourceAttributes,
  });
}

function readTls({ certificate, clientCertificate, clientKey }: TlsFiles, onProblem: (text: string) => void): Tls {
  const read = (variable: string, path: string | undefined) => {
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      onProblem(`OTEL_EXPORTER_OTLP_${variable}: cannot read the file (${errnoOf(error) ?? String(error)})`);
      return undefined;
    }
  };
  return {
    ca: read('CERTIFICATE', certificate),
    cert: read('CLIENT_CERTIFICATE', clientCertificate),
    key: read('CLIENT_KEY', clientKey),
  };
}
