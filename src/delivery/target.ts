/** Where events go, as a value that can be sent to the worker. */
import { isLoopbackUrl } from '../config/endpoint.js';
import type { Settings } from '../config/parse-config.js';
import { LOCAL_RECIPIENT, type Recipient, recipientOf } from './spool/format/recipient.js';

export type Target =
  | {
      readonly kind: 'mcpwatch';
      readonly endpoint: string;
      readonly apiKey: string | undefined;
      readonly isLoopback: boolean;
    }
  /** `mcpwatch dev` of the same user. `dir`: its spool folder. */
  | { readonly kind: 'local'; readonly dir: string | undefined };

export function targetOf({ local, endpoint, apiKey }: Settings): Target {
  if (local !== undefined) return { kind: 'local', dir: local.dir };
  return { kind: 'mcpwatch', endpoint, apiKey, isLoopback: isLoopbackUrl(endpoint) };
}

/** The party that segments for this target are meant for. */
export function recipientFor(target: Target): Recipient {
  return target.kind === 'local' ? LOCAL_RECIPIENT : recipientOf(target.endpoint, target.apiKey);
}

/** As messages name it. */
export function targetName(target: Target): string {
  return target.kind === 'local' ? 'mcpwatch dev' : target.endpoint;
}
