/** What `MCPWatchClient` and its worker thread tell each other. */
import type { MessagePort } from 'node:worker_threads';
import type { SdkIdentity } from '../model.js';
import type { Outcome } from './ship/destination.js';

export interface CourierSetup {
  /** Tells this program from the shipper's in the one text that both are built into. */
  readonly role: 'courier';
  readonly port: MessagePort;
  readonly endpoint: string;
  readonly apiKey: string | undefined;
  readonly isLoopback: boolean;
  readonly sdk: SdkIdentity;
}

export interface ToSend {
  readonly id: number;
  readonly lines: readonly string[];
}

export interface Sent {
  readonly id: number;
  readonly outcome: Outcome;
}
