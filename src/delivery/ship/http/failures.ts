/** Why a request got no response, in words, and what would help. */
import { errnoOf } from '../../../errno.js';
import type { Outcome } from '../destination.js';

type Failure = Pick<Extract<Outcome, { readonly status: 'retryable' }>, 'why' | 'remedy'>;

/** Codes of OpenSSL and Node for certificates that are not accepted; an alert comes from the other side. */
const CERTIFICATE = /CERT|ISSUER|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|ALERT_UNKNOWN_CA/;
const ALERT = /_ALERT_/;
const NOBODY_LISTENS = new Set(['ECONNREFUSED', 'ENOENT']);

/** Names a setting that is wrong, and what was expected. */
export class SettingError extends Error {}

/** What the user can set, to make certificates be accepted. */
export interface CertificateSettings {
  /** Names the authority that has issued the receiver's. */
  readonly authority: string;
  /** Names ours; empty where there is none. */
  readonly client: string;
}

const OF_NODE: CertificateSettings = { authority: 'NODE_EXTRA_CA_CERTS', client: '' };
export const OF_OTLP: CertificateSettings = {
  authority: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
  client: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
};

export function describeFailure(error: unknown, settings = OF_NODE): Failure {
  if (error instanceof SettingError) return { why: error.message, remedy: 'the user acts' };
  if (!(error instanceof Error)) return { why: String(error) };
  if (error.name === 'TimeoutError') return { why: 'no answer in time' };
  const code = errnoOf(error);
  if (code === undefined)
    return error.cause instanceof Error ? describeFailure(error.cause, settings) : { why: error.message };
  if (NOBODY_LISTENS.has(code)) return { why: code, remedy: 'somebody listens' };
  if (!CERTIFICATE.test(code)) return { why: code };
  return { why: ALERT.test(code) ? ofClient(code, settings) : ofReceiver(code, settings), remedy: 'the user acts' };
}

const ofReceiver = (code: string, { authority }: CertificateSettings) =>
  `its certificate is not accepted (${code}); ${authority} can name the authority that issued it`;

const ofClient = (code: string, { client }: CertificateSettings) =>
  `it accepts no client without a certificate that it knows (${code})${client === '' ? '' : `; ${client} can name one`}`;
