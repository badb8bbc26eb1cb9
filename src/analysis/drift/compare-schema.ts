/** What has changed between two JSON Schemas of a tool, from the view of the clients that rely on them. */
import { isJsonObject, type JsonObject, objectAt, stringsAt } from '../json.js';
import type { ToolChange } from './change.js';
import { type Direction, narrowed, widened } from './direction.js';
import { compareKeywords } from './keywords.js';
import { resolveReference } from './reference.js';
import { compareAllOf, compareAlternatives, compareTypes } from './value-sets.js';

/** The two documents that references of the schemas point into, and the references that were followed to get here. */
interface Trail {
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly followed: readonly string[];
}

/** `path`: what the schema is called in the changes, such as `inputSchema`. */
export function compareSchemas(
  before: JsonObject,
  after: JsonObject,
  path: string,
  direction: Direction,
): readonly ToolChange[] {
  return compare(before, after, path, direction, { before, after, followed: [] });
}

function compare(
  before: JsonObject,
  after: JsonObject,
  path: string,
  direction: Direction,
  trail: Trail,
): readonly ToolChange[] {
  const step = `${before['$ref'] ?? ''} ${after['$ref'] ?? ''}`;
  // A recursive schema: what it refers to is being compared already.
  if (trail.followed.includes(step)) return [];
  const followed = step === ' ' ? trail.followed : [...trail.followed, step];
  const from = resolveReference(before, trail.before);
  const to = resolveReference(after, trail.after);
  const inside = (name: string, one: JsonObject, other: JsonObject) =>
    compare(one, other, `${path}.${name}`, direction, { ...trail, followed });
  return [
    ...compareKeywords(from, to, path, direction),
    ...compareTypes(from, to, path, direction),
    ...compareAlternatives('enum', from, to, path, direction),
    ...compareAlternatives('anyOf', from, to, path, direction),
    ...compareAlternatives('oneOf', from, to, path, direction),
    ...compareAllOf(from, to, path, direction),
    ...compareProperties(from, to, path, direction, inside),
    ...compareAdditional(from, to, path, direction),
    ...(isJsonObject(from['items']) && isJsonObject(to['items']) ? inside('items', from['items'], to['items']) : []),
  ];
}

type Inside = (name: string, before: JsonObject, after: JsonObject) => readonly ToolChange[];

function compareProperties(
  before: JsonObject,
  after: JsonObject,
  path: string,
  direction: Direction,
  inside: Inside,
): readonly ToolChange[] {
  const [from, to] = [objectAt(before, 'properties'), objectAt(after, 'properties')];
  const [wasRequired, isRequired] = [stringsAt(before, 'required'), stringsAt(after, 'required')];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.flatMap((name) => {
    const at = `properties.${name}`;
    const place = `${path}.${at}`;
    const required = isRequired.includes(name);
    if (!Object.hasOwn(from, name)) return [added(place, required, direction)];
    if (!Object.hasOwn(to, name)) return [{ class: 'breaking', path: place, what: 'removed' } satisfies ToolChange];
    return [
      ...requirement(place, wasRequired.includes(name), required, direction),
      ...inside(at, objectAt(from, name), objectAt(to, name)),
    ];
  });
}

function added(path: string, isRequired: boolean, direction: Direction): ToolChange {
  const isBreaking = isRequired && direction === 'input';
  return {
    class: isBreaking ? 'breaking' : 'additive',
    path,
    what: isRequired ? 'added, required' : 'added, optional',
  };
}

function requirement(path: string, was: boolean, is: boolean, direction: Direction): readonly ToolChange[] {
  if (was === is) return [];
  return [{ class: is ? narrowed(direction) : widened(direction), path, what: is ? 'now required' : 'now optional' }];
}

/** Absent, unknown properties are allowed. */
function compareAdditional(
  before: JsonObject,
  after: JsonObject,
  path: string,
  direction: Direction,
): readonly ToolChange[] {
  const was = before['additionalProperties'] !== false;
  const is = after['additionalProperties'] !== false;
  if (was === is) return [];
  const what = is ? 'unknown properties are now allowed' : 'unknown properties are now rejected';
  return [{ class: is ? widened(direction) : narrowed(direction), path: `${path}.additionalProperties`, what }];
}
