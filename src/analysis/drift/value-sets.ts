/** Schema keywords that list alternatives: `type`, `enum`, `anyOf`, `oneOf` and their opposite, `allOf`. */
import { canonicalJson, isJsonObject, isSameJson, type JsonObject, stringsAt } from '../json.js';
import type { ToolChange } from './change.js';
import { type Direction, narrowed, widened } from './direction.js';
import { TEXT_KEYWORDS } from './keywords.js';

interface SetChange {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

function difference(before: readonly string[], after: readonly string[]): SetChange {
  return {
    removed: before.filter((value) => !after.includes(value)),
    added: after.filter((value) => !before.includes(value)),
  };
}

/** Every number is an integer's type too, so `integer` → `number` only adds. */
function typesOf(schema: JsonObject): readonly string[] {
  const types = stringsAt(schema, 'type');
  return types.includes('number') ? [...new Set([...types, 'integer'])] : types;
}

export function compareTypes(
  before: JsonObject,
  after: JsonObject,
  path: string,
  direction: Direction,
): readonly ToolChange[] {
  const [from, to] = [typesOf(before), typesOf(after)];
  const at = `${path}.type`;
  // No `type` allows every type.
  if (from.length === 0 || to.length === 0) {
    if (from.length === to.length) return [];
    const drift = to.length === 0 ? widened(direction) : narrowed(direction);
    return [{ class: drift, path: at, what: `${from.join(' | ') || 'any'} → ${to.join(' | ') || 'any'}` }];
  }
  return alternativeChanges(difference(from, to), at, direction);
}

/** `keyword`: its values are allowed one by one, so a longer list allows more. */
export function compareAlternatives(
  keyword: 'enum' | 'anyOf' | 'oneOf',
  before: JsonObject,
  after: JsonObject,
  path: string,
  direction: Direction,
): readonly ToolChange[] {
  const [from, to] = [before[keyword], after[keyword]];
  const at = `${path}.${keyword}`;
  if (from === undefined && to === undefined) return [];
  if (!Array.isArray(from)) return [{ class: narrowed(direction), path: at, what: 'added' }];
  if (!Array.isArray(to)) return [{ class: widened(direction), path: at, what: 'removed' }];
  const changes = alternativeChanges(difference(from.map(valueText), to.map(valueText)), at, direction);
  return changes.length === 0 ? textChange(from, to, at) : changes;
}

/** Members that mean the same, described in other words. */
function textChange(before: readonly unknown[], after: readonly unknown[], path: string): readonly ToolChange[] {
  const isSame = isSameJson(
    before.map((value) => canonicalJson(value)).sort(),
    after.map((value) => canonicalJson(value)).sort(),
  );
  return isSame ? [] : [{ class: 'description', path, what: 'described differently' }];
}

/** `allOf`: every member must hold, so a longer list allows less. */
export function compareAllOf(
  before: JsonObject,
  after: JsonObject,
  path: string,
  direction: Direction,
): readonly ToolChange[] {
  const list = (schema: JsonObject) => (Array.isArray(schema['allOf']) ? schema['allOf'].map(valueText) : []);
  const { removed, added } = difference(list(before), list(after));
  const at = `${path}.allOf`;
  return [
    ...removed.map((member) => ({ class: widened(direction), path: at, what: `no longer required: ${member}` })),
    ...added.map((member) => ({ class: narrowed(direction), path: at, what: `now required: ${member}` })),
  ];
}

function alternativeChanges({ removed, added }: SetChange, path: string, direction: Direction): readonly ToolChange[] {
  return [
    ...removed.map((value) => ({ class: narrowed(direction), path, what: `no longer allowed: ${value}` })),
    ...added.map((value) => ({ class: widened(direction), path, what: `now allowed: ${value}` })),
  ];
}

const valueText = (value: unknown): string => canonicalJson(withoutTexts(value));

function withoutTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([key, item]) => !(TEXT_KEYWORDS.includes(key) && typeof item === 'string'),
  );
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutTexts(item)]));
}
