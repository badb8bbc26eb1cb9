/** The party that a segment's events are meant for. Only a process that sends to the same one may take them over. */
import { shortHash } from '../../../short-hash.js';

export interface Recipient {
  /** `local`: `mcpwatch dev` of the same user, whatever its address. `otlp`: a receiver of OpenTelemetry. */
  readonly kind: 'mcpwatch' | 'local' | 'otlp';
  /** 16 hex digits, a hash of everything else. */
  readonly id: string;
  /** Empty for `local`; the addresses of the signals for `otlp`, with a space between them. */
  readonly endpoint: string;
  /** Eight hex digits of the hash of the key, or of all credentials; empty without any. */
  readonly keyHash: string;
}

/** Events that no configuration sends anywhere. */
export const LOCAL_RECIPIENT = recipientFrom('', '');

export function recipientOf(endpoint: string, apiKey: string | undefined): Recipient {
  return recipientFrom(endpoint, apiKey === undefined ? '' : shortHash(apiKey, 8));
}

/** `credentials`: empty when there are none. */
export function otlpRecipient(addresses: readonly string[], credentials: string): Recipient {
  return recipientFrom(addresses.join(' '), credentials === '' ? '' : shortHash(credentials, 8), true);
}

/** The id is computed from what a segment's header says, so a header cannot claim the name of another recipient. */
export function recipientFrom(endpoint: string, keyHash: string, isOtlp = false): Recipient {
  const id = shortHash(`${isOtlp ? 'otlp\n' : ''}${endpoint}\n${keyHash}`, 16);
  return { kind: isOtlp ? 'otlp' : endpoint === '' ? 'local' : 'mcpwatch', id, endpoint, keyHash };
}
