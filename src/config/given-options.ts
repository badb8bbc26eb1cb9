/** Options as the host gave them: read once, guarded, since their getters and proxies are the host's code (#9 C6). */

/** Stands for a value that could not be read. */
export const UNREADABLE: unique symbol = Symbol('unreadable');

/** Plain values by name; nothing of the host runs when they are read. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/** Reads `names`, inherited ones too, and every own property beside them. Leaves out what is not set. Never throws. */
export function takeOptions(options: unknown, names: readonly string[]): GivenOptions {
  const taken: Record<string, unknown> = {};
  if ((typeof options !== 'object' && typeof options !== 'function') || options === null) return taken;
  for (const name of new Set([...names, ...ownNames(options)])) {
    const value = read(options, name);
    if (value !== undefined && value !== null) taken[name] = value;
  }
  return taken;
}

function ownNames(options: object): readonly string[] {
  try {
    return Object.keys(options);
  } catch {
    return [];
  }
}

function read(options: object, name: string): unknown {
  try {
    return Reflect.get(options, name);
  } catch {
    return UNREADABLE;
  }
}

export type OptionText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unreadable' }
  /** `what` completes "got …". */
  | { readonly kind: 'unusable'; readonly what: string };

/** A value of `GivenOptions` as it would be written in the environment. */
export function optionText(value: unknown): OptionText {
  if (value === UNREADABLE) return { kind: 'unreadable' };
  const text = isScalar(value) ? String(value).trim() : listText(value);
  return text === undefined ? { kind: 'unusable', what: `a value of type ${typeof value}` } : { kind: 'text', text };
}

const isScalar = (value: unknown) => /^(?:string|number|boolean|bigint)$/.test(typeof value);

function listText(value: unknown): string | undefined {
  try {
    return Array.isArray(value) && value.every(isScalar) ? value.join(',') : undefined;
  } catch {
    return undefined;
  }
}
