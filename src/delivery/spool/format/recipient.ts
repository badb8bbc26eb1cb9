import { shortHash } from './short-hash.js';

/** Whom waiting lines are meant for. Only a process with the same destination may take them over. */
export interface SpoolDestination {
  /** 16 hex digits that stand for endpoint and key. */
  readonly id: string;
  readonly endpoint: string;
  /** Eight hex digits of the key's hash, never the key; empty without a key. */
  readonly keyHash: string;
}

export function spoolDestination(endpoint: string, apiKey: string | undefined): SpoolDestination {
  const keyHash = apiKey === undefined ? '' : shortHash(apiKey, 8);
  return { id: destinationId(endpoint, keyHash), endpoint, keyHash };
}

/** The id belongs to what a segment's header says, so that a header cannot claim another destination's name. */
export function destinationId(endpoint: string, keyHash: string): string {
  return shortHash(`${endpoint}\n${keyHash}`, 16);
}
