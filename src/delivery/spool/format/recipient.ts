/** The party that a segment's events are meant for. Only a process that sends to the same one may take them over. */
import { shortHash } from '../../../short-hash.js';

export interface Recipient {
  /** `local`: `mcpwatch dev` of the same user, whatever its address. */
  readonly kind: 'mcpwatch' | 'local';
  /** 16 hex digits, a hash of endpoint and key. */
  readonly id: string;
  /** Empty for `local`. */
  readonly endpoint: string;
  /** Eight hex digits of the key's hash, never the key; empty without a key. */
  readonly keyHash: string;
}

/** Events that no configuration sends anywhere. */
export const LOCAL_RECIPIENT = recipientFrom('', '');

export function recipientOf(endpoint: string, apiKey: string | undefined): Recipient {
  return recipientFrom(endpoint, apiKey === undefined ? '' : shortHash(apiKey, 8));
}

/** The id is computed from what a segment's header says, so a header cannot claim the name of another recipient. */
export function recipientFrom(endpoint: string, keyHash: string): Recipient {
  const kind = endpoint === '' ? 'local' : 'mcpwatch';
  return { kind, id: shortHash(`${endpoint}\n${keyHash}`, 16), endpoint, keyHash };
}
