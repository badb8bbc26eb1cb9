/** The shape of a payload: its keys, types and sizes, spelled as with MCPWATCH_PAYLOADS=shape. */
import { isObject } from './recorded-event.js';

const MAX_ITEMS = 3;
const MAX_KEYS = 100;
const MAX_DEPTH = 24;
/** What is a shape already stays as it is. */
const SHAPE = /^(?:string\(\d+\)|number|boolean|null|bigint|\[cut: kept \d+ of \d+ items\])$/;

export function shapeOf(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return SHAPE.test(value) ? value : `string(${value.length})`;
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (depth >= MAX_DEPTH) return Array.isArray(value) ? 'array' : 'object';
  if (Array.isArray(value)) return shapeOfItems(value, depth + 1);
  return isObject(value) ? shapeOfMembers(value, depth + 1) : undefined;
}

function shapeOfItems(items: readonly unknown[], depth: number): unknown[] {
  const shapes = items.slice(0, MAX_ITEMS).map((item) => shapeOf(item, depth));
  return items.length > MAX_ITEMS ? [...shapes, `[cut: kept ${MAX_ITEMS} of ${items.length} items]`] : shapes;
}

function shapeOfMembers(value: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  const keys = Object.keys(value);
  const shapes = Object.fromEntries(keys.slice(0, MAX_KEYS).map((key) => [key, shapeOf(value[key], depth)]));
  return keys.length > MAX_KEYS ? { ...shapes, '[cut]': `kept ${MAX_KEYS} of ${keys.length} properties` } : shapes;
}
