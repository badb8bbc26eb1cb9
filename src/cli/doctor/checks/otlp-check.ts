/** Do the receivers of OpenTelemetry answer? Asks with an empty request. */
import { readFileSync } from 'node:fs';
import { isLoopbackUrl, shownAddress } from '../../../config/endpoint.js';
import { readOtlpSettings } from '../../../config/otlp/otlp-settings.js';
import type { SignalSettings } from '../../../config/otlp/signal.js';
import type { Settings } from '../../../config/parse-config.js';
import { probe } from '../../../delivery/ship/http/probe.js';
import { type Finding, fault, ok } from '../finding.js';

const LONGEST = 200;

export async function checkOtlp({ otlp }: Settings, env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  const { settings, problems } = readOtlpSettings(otlp, env);
  const signals = [settings?.traces, settings?.metrics].filter((signal) => signal !== undefined);
  return [
    ...problems.map(({ variable, message }) => fault('otlp', `${variable}: ${message}`, 'see docs/opentelemetry.md')),
    ...(await Promise.all(signals.map((signal) => askSignal(signal, env)))),
  ];
}

async function askSignal(signal: SignalSettings, env: NodeJS.ProcessEnv): Promise<Finding> {
  const shown = `${shownAddress(signal.url)} (${signal.url.endsWith('/metrics') ? 'metrics' : 'traces'})`;
  const { url, headers, encoding, tls } = signal;
  try {
    const result = await probe({
      url: new URL(url),
      env,
      isLoopback: isLoopbackUrl(url),
      timeoutMs: signal.timeoutMs,
      tls: { ca: read(tls.certificate), cert: read(tls.clientCertificate), key: read(tls.clientKey) },
      headers: { ...headers, 'content-type': encoding === 'json' ? 'application/json' : 'application/x-protobuf' },
      // A request without anything in it, in either encoding.
      body: Buffer.from(encoding === 'json' ? '{}' : ''),
    });
    if (result.kind === 'failed')
      return fault(
        'otlp',
        `${shown} cannot be reached: ${result.why}`,
        'check MCPWATCH_OTLP and the OTEL_EXPORTER_OTLP_ variables',
      );
    if (result.code < 300) return ok('otlp', `${shown} answers`);
    const said = result.text.trim() === '' ? '' : `, and says: ${result.text.trim().slice(0, LONGEST)}`;
    return fault(
      'otlp',
      `${shown} does not accept a request: HTTP ${result.code}${said}`,
      'check the address, and OTEL_EXPORTER_OTLP_HEADERS for credentials',
    );
  } catch (error) {
    return fault(
      'otlp',
      `${shown}: ${error instanceof Error ? error.message : String(error)}`,
      'check the certificate files',
    );
  }
}

const read = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path, 'utf8'));
