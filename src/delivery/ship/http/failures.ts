/** Why a request got no response, in words, and what would help. */
import { errnoOf } from '../../../errno.js';
import type { Outcome } from '../destination.js';

type Failure = Pick<Extract<Outcome, { readonly status: 'retryable' }>, 'why' | 'remedy'>;

/** Codes of OpenSSL and Node for certificates that are not accepted. */
const CERTIFICATE = /CERT|ISSUER|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;
const NOBODY_LISTENS = new Set(['ECONNREFUSED', 'ENOENT']);

/** Names a setting that is wrong, and what was expected. */
export class SettingError extends Error {}

export function describeFailure(error: unknown): Failure {
  if (error instanceof SettingError) return { why: error.message, remedy: 'the user acts' };
  if (!(error instanceof Error)) return { why: String(error) };
  if (error.name === 'TimeoutError') return { why: 'no answer in time' };
  const code = errnoOf(error);
  if (code === undefined) return error.cause instanceof Error ? describeFailure(error.cause) : { why: error.message };
  if (NOBODY_LISTENS.has(code)) return { why: code, remedy: 'somebody listens' };
  if (!CERTIFICATE.test(code)) return { why: code };
  const why = `its certificate is not accepted (${code}); NODE_EXTRA_CA_CERTS can name the authority that issued it`;
  return { why, remedy: 'the user acts' };
}
