/** Settings that are more than one value: what is recorded of payloads, which calls are kept, where events wait. */
import type { PayloadMode } from '../model.js';
import { parseSwitch } from './switch-word.js';
import { ADDRESS, type List, oneOf, splitList, type ValueKind } from './value-kinds.js';

export interface PayloadPolicy {
  readonly byDefault: PayloadMode;
  /** Exceptions by tool name. */
  readonly byTool: ReadonlyMap<string, PayloadMode>;
}

export interface SampleKeep {
  readonly errors: boolean;
  /** Calls that took at least this long are kept; `undefined`: no call is kept for its duration. */
  readonly slowerThanMs: number | undefined;
}

/** How callers are recorded. */
export type IdentityMode = 'hash' | 'full' | 'none';

export type RedactPolicy = { readonly kind: 'on'; readonly extraKeys: readonly string[] } | { readonly kind: 'off' };

export type SpoolPolicy = { readonly kind: 'disk'; readonly dir: string } | { readonly kind: 'memory' };

const MODE = oneOf<PayloadMode>(['full', 'shape', 'off']);

export const samePayloads = (byDefault: PayloadMode): PayloadPolicy => ({ byDefault, byTool: new Map() });

export const PAYLOADS: ValueKind<PayloadPolicy, List> = {
  expected: 'full, shape or off, and <tool>:<mode> for exceptions',
  parse(raw) {
    let byDefault: PayloadMode = 'full';
    const byTool = new Map<string, PayloadMode>();
    for (const part of splitList(raw)) {
      // The last colon: a tool's name may have colons too.
      const colon = part.lastIndexOf(':');
      const mode = MODE.parse(part.slice(colon + 1).trim());
      if (mode === undefined) return undefined;
      if (colon < 0) byDefault = mode;
      else byTool.set(part.slice(0, colon).trim(), mode);
    }
    return { byDefault, byTool };
  },
};

export const KEEP: ValueKind<SampleKeep, List> = {
  expected: 'a list of: errors, slow:<milliseconds>',
  parse(raw) {
    let errors = false;
    let slowerThanMs: number | undefined;
    for (const part of splitList(raw)) {
      if (part === 'errors') errors = true;
      else if (/^slow:\d+$/.test(part)) slowerThanMs = Number(part.slice('slow:'.length));
      else return undefined;
    }
    return { errors, slowerThanMs };
  },
};

/** Every text of every event is searched for each name. */
const MAX_REDACTED_NAMES = 1000;
const MAX_REDACTED_LENGTH = 200 * MAX_REDACTED_NAMES;

export const REDACT: ValueKind<RedactPolicy, List> = {
  expected: `at most ${MAX_REDACTED_NAMES} key names separated by commas, or none`,
  parse(raw) {
    if (raw.length > MAX_REDACTED_LENGTH) return undefined;
    if (raw.toLowerCase() === 'none') return { kind: 'off' };
    const extraKeys = splitList(raw);
    return extraKeys.length > MAX_REDACTED_NAMES ? undefined : { kind: 'on', extraKeys };
  },
};

/** Whether spans and metrics are sent over OTLP, and who says where to. */
export type OtlpPolicy =
  | { readonly kind: 'off' }
  /** The variables of the OpenTelemetry specification say it. */
  | { readonly kind: 'environment' }
  | { readonly kind: 'address'; readonly address: string };

/** Which of two possible parents a call's span has. */
export type ParentChoice = 'meta' | 'ambient';

export const OTLP: ValueKind<OtlpPolicy, string | boolean> = {
  expected: 'an http:// or https:// address without query, fragment or credentials, or 1',
  parse(raw) {
    const word = parseSwitch(raw);
    if (word !== undefined) return { kind: word ? 'environment' : 'off' };
    const address = ADDRESS.parse(raw);
    return address === undefined ? undefined : { kind: 'address', address };
  },
};
