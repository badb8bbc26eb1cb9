/** Where one signal goes, and how: its own variables first, then those of both signals. */
import { isLoopbackUrl } from '../endpoint.js';
import type { EnvironmentReader } from './reader.js';
import { exporterVariables, type Signal } from './variables.js';

export interface SignalSettings {
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly encoding: 'protobuf' | 'json';
  readonly isCompressed: boolean;
  readonly timeoutMs: number;
  readonly tls: TlsFiles;
}

/** Paths of PEM files. */
export interface TlsFiles {
  readonly certificate: string | undefined;
  readonly clientKey: string | undefined;
  readonly clientCertificate: string | undefined;
}

/** What a request says of itself. Another value would make every request fail, or be read as something else. */
const NOT_TO_SET: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const DEFAULT_ENDPOINT = 'http://localhost:4318';
const DEFAULT_TIMEOUT_MS = 10_000;
const BOTH = exporterVariables();

/**
 * `address` is MCPWATCH_OTLP's, or `undefined` where the variables name it. `undefined`: the signal is not sent, and a
 * problem says why.
 */
export function readSignal(
  signal: Signal,
  address: string | undefined,
  reader: EnvironmentReader,
): SignalSettings | undefined {
  const own = exporterVariables(signal);
  const protocol = reader.read(own.protocol, BOTH.protocol);
  if (protocol === 'grpc') {
    const { name } = reader.read(own.protocol) === 'grpc' ? own.protocol : BOTH.protocol;
    reader.report(name, 'grpc is not supported and nothing is sent with it; set it to http/protobuf');
    return undefined;
  }
  if (address !== undefined && reader.isSet(own.endpoint)) {
    reader.report(
      own.endpoint.name,
      'is not used, because MCPWATCH_OTLP names the address; set MCPWATCH_OTLP=1 to use it',
    );
  }
  const named = reader.read(own.endpoint) ?? appendPath(reader.read(BOTH.endpoint), signal);
  const url = appendPath(address, signal) ?? named ?? appendPath(DEFAULT_ENDPOINT, signal) ?? '';
  const compression = reader.read(own.compression, BOTH.compression);
  return {
    url,
    headers: readHeaders(signal, url, named, reader),
    encoding: protocol === 'http/json' ? 'json' : 'protobuf',
    isCompressed: compression === undefined ? !isLoopbackUrl(url) : compression === 'gzip',
    timeoutMs: reader.read(own.timeoutMs, BOTH.timeoutMs) ?? DEFAULT_TIMEOUT_MS,
    tls: {
      certificate: reader.read(own.certificate, BOTH.certificate),
      clientKey: reader.read(own.clientKey, BOTH.clientKey),
      clientCertificate: reader.read(own.clientCertificate, BOTH.clientCertificate),
    },
  };
}

/** Headers are credentials for the address that the environment names, and go to no other. */
function readHeaders(
  signal: Signal,
  url: string,
  named: string | undefined,
  reader: EnvironmentReader,
): SignalSettings['headers'] {
  // Where those of the signal are not understood, those of both are not sent in their place: they may be for another party.
  const own = exporterVariables(signal).headers;
  const variable = reader.isSet(own) ? own : BOTH.headers;
  const all = reader.read(variable) ?? {};
  const ours = Object.keys(all).filter((name) => NOT_TO_SET.has(name));
  if (ours.length > 0) reader.report(variable.name, `${ours.join(', ')} cannot be set; what else it names is sent`);
  const headers = Object.fromEntries(Object.entries(all).filter(([name]) => !NOT_TO_SET.has(name)));
  if (named === undefined || new URL(named).origin === new URL(url).origin) return headers;
  if (Object.keys(headers).length > 0) {
    reader.report(variable.name, 'is for another address than MCPWATCH_OTLP and is not sent there');
  }
  return {};
}

/** The path is appended to that of the base, whose query stays (exporter.md, "Endpoint URLs for OTLP/HTTP"). */
function appendPath(base: string | undefined, signal: Signal): string | undefined {
  if (base === undefined) return undefined;
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/${signal}`;
  return url.href;
}
