/** The caller of a request as attributes of its event: as it is, as hashes, or not at all (MCPWATCH_IDENTITY, #10). */
import type { IdentityMode } from '../config/policies.js';
import { NOTHING } from './capture/attributes.js';
import { type Caller, type CallerAttributes, NO_CALLER } from './capture/caller.js';
import { LimitedMap } from './capture/limited-map.js';

const asItIs = (text: string) => text;

export interface CallerIdentity {
  readonly mode: IdentityMode;
  /** Makes the keyed hash; called when the first caller has to be hashed. */
  readonly hashWith: () => (text: string) => string;
  /** The host's own objects may throw when they are read. */
  readonly onFailure: (error: unknown) => void;
}

export function createCallerAttributes({ mode, hashWith, onFailure }: CallerIdentity): CallerAttributes {
  if (mode === 'none') return () => NOTHING;
  let hash: ((text: string) => string) | undefined;
  const hashed = (text: string) => {
    hash ??= remembered(hashWith());
    return hash(text);
  };
  return (callerOf) => {
    try {
      const caller = callerOf();
      if (caller === NO_CALLER) return NOTHING;
      if (caller.failure !== undefined) onFailure(caller.failure);
      return mode === 'full'
        ? { ...attributesOf(caller, 'enduser.id', asItIs), ...portAttribute(caller) }
        : attributesOf(caller, 'enduser.pseudo.id', hashed);
    } catch (error) {
      onFailure(error);
      return NOTHING;
    }
  };
}

/** Under OpenTelemetry's names where it has them (its registry of attributes: client, user-agent, enduser). */
function attributesOf(
  { clientId, scopes, subject, address, userAgent }: Caller,
  subjectName: string,
  shown: (text: string) => string,
): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = {};
  if (address !== '') attributes['client.address'] = shown(address);
  if (userAgent !== '') attributes['user_agent.original'] = shown(userAgent);
  if (clientId !== '') attributes['mcpwatch.auth.client_id'] = shown(clientId);
  if (scopes.length > 0) attributes['mcpwatch.auth.scopes'] = scopes.map(shown).join(' ');
  if (subject !== '') attributes[subjectName] = shown(subject);
  return attributes;
}

/** Beside an address that is a hash it would say nothing, but to whoever has the logs of a proxy. */
const portAttribute = ({ port }: Caller): Readonly<Record<string, string>> =>
  port === '' ? NOTHING : { 'client.port': port };

/** Clients choose their own texts, so the number that is kept is limited. */
const REMEMBERED = 1000;

/** The same few callers send most requests. */
function remembered(hash: (text: string) => string): (text: string) => string {
  const known = new LimitedMap<string, string>(REMEMBERED);
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const hashed = hash(text);
    known.set(text, hashed);
    return hashed;
  };
}
