/** What differs between two JSON values, place by place. */

export interface Difference {
  /** A JSON pointer (RFC 6901): `/items/0/name`; empty for the whole value. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** `undefined` where it was added. */
  readonly before?: unknown;
  /** `undefined` where it was removed. */
  readonly after?: unknown;
}

export interface Differences {
  readonly items: readonly Difference[];
  /** Whether there are more. */
  readonly isCut: boolean;
}

/** At most `limit` of them, in the order of `before`; what was added comes behind. */
export function differencesOf(before: unknown, after: unknown, limit: number): Differences {
  const items: Difference[] = [];
  collect(before, after, '', limit + 1, items);
  return { items: items.slice(0, limit), isCut: items.length > limit };
}

function collect(before: unknown, after: unknown, path: string, limit: number, found: Difference[]): void {
  if (found.length >= limit) return;
  const [left, right] = [membersOf(before), membersOf(after)];
  if (left === undefined || right === undefined || Array.isArray(before) !== Array.isArray(after)) {
    if (!Object.is(before, after)) found.push({ path, kind: 'changed', before, after });
    return;
  }
  for (const [name, value] of left) {
    const place = `${path}/${escaped(name)}`;
    if (right.has(name)) collect(value, right.get(name), place, limit, found);
    else if (found.length < limit) found.push({ path: place, kind: 'removed', before: value });
  }
  for (const [name, value] of right) {
    if (!left.has(name) && found.length < limit)
      found.push({ path: `${path}/${escaped(name)}`, kind: 'added', after: value });
  }
}

/** `undefined` for what has no members. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
