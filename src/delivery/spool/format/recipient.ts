/** The party that a segment's events are meant for. Only a process that sends to the same one may take them over. */
import { shortHash } from '../../../short-hash.js';

export interface Recipient {
  /** Other kinds of destinations will have other fields, and their own ids. */
  readonly kind: 'mcpwatch';
  /** 16 hex digits, a hash of endpoint and key. */
  readonly id: string;
  readonly endpoint: string;
  /** Eight hex digits of the key's hash, never the key; empty without a key. */
  readonly keyHash: string;
}

export function recipientOf(endpoint: string, apiKey: string | undefined): Recipient {
  return recipientFrom(endpoint, apiKey === undefined ? '' : shortHash(apiKey, 8));
}

/** The id is computed from what a segment's header says, so a header cannot claim the name of another recipient. */
export function recipientFrom(endpoint: string, keyHash: string): Recipient {
  return { kind: 'mcpwatch', id: shortHash(`${endpoint}\n${keyHash}`, 16), endpoint, keyHash };
}
