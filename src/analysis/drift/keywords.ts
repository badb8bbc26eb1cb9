/** JSON Schema keywords that hold one value, and what a change of that value means. */
import { canonicalJson, isSameJson, type JsonObject } from '../json.js';
import type { DriftClass, ToolChange } from './change.js';
import { type Direction, narrowed, widened } from './direction.js';

/** Lower limits: a larger value allows less. Upper limits: a smaller one does. */
const LOWER_LIMITS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'minContains'];
const UPPER_LIMITS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties', 'maxContains'];

/** Present, they allow only some values; a changed one allows others. */
const CONSTRAINTS = ['const', 'pattern', 'format', 'multipleOf', 'uniqueItems', 'contentEncoding', 'contentMediaType'];

/** What a model reads. */
export const TEXT_KEYWORDS: readonly string[] = ['description', 'title', 'examples'];
const COSMETIC = ['$schema', '$id', '$comment', '$anchor', 'readOnly', 'writeOnly', 'deprecated'];

/** Keywords that compare-schema.ts takes apart. */
const STRUCTURAL = [
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'anyOf',
  'oneOf',
  'allOf',
  '$defs',
  'definitions',
  '$ref',
];

interface KeywordRule {
  /** The class of the change from `before` to `after`, which differ. */
  readonly classify: (before: unknown, after: unknown, direction: Direction) => DriftClass;
}

const limit = (allowsLess: (before: number, after: number) => boolean): KeywordRule => ({
  classify(before, after, direction) {
    if (typeof after !== 'number') return widened(direction);
    if (typeof before !== 'number') return narrowed(direction);
    return allowsLess(before, after) ? narrowed(direction) : widened(direction);
  },
});

const constraint: KeywordRule = {
  classify: (_, after, direction) => (after === undefined || after === false ? widened(direction) : 'breaking'),
};

const always = (drift: DriftClass): KeywordRule => ({ classify: () => drift });

const RULES: ReadonlyMap<string, KeywordRule> = new Map([
  ...LOWER_LIMITS.map((name) => [name, limit((before, after) => after > before)] as const),
  ...UPPER_LIMITS.map((name) => [name, limit((before, after) => after < before)] as const),
  ...CONSTRAINTS.map((name) => [name, constraint] as const),
  ...TEXT_KEYWORDS.map((name) => [name, always('description')] as const),
  ...COSMETIC.map((name) => [name, always('cosmetic')] as const),
]);

/** A keyword that is not in the table, `default` among them, may change what a call means. */
const UNKNOWN = always('breaking');

/** Changes of every keyword that stands for itself. */
export function compareKeywords(
  before: JsonObject,
  after: JsonObject,
  path: string,
  direction: Direction,
): readonly ToolChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !STRUCTURAL.includes(name) && !isSameJson(before[name], after[name]))
    .map((name) => ({
      class: (RULES.get(name) ?? UNKNOWN).classify(before[name], after[name], direction),
      path: `${path}.${name}`,
      what: describe(before[name], after[name]),
    }));
}

function describe(before: unknown, after: unknown): string {
  if (before === undefined) return `added: ${brief(after)}`;
  return after === undefined ? `removed: ${brief(before)}` : `${brief(before)} → ${brief(after)}`;
}

const BRIEF_CHARS = 80;

function brief(value: unknown): string {
  const text = canonicalJson(value);
  return text.length <= BRIEF_CHARS ? text : `${text.slice(0, BRIEF_CHARS - 1)}…`;
}
