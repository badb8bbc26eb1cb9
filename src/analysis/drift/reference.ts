/** `$ref` inside one document, as schema generators write it: `#/$defs/Item`. */
import { isJsonObject, type JsonObject } from '../json.js';

const MAX_STEPS = 16;

/** The schema that `schema` refers to in `root`, with its own other keywords added; `schema` itself otherwise. */
export function resolveReference(schema: JsonObject, root: JsonObject): JsonObject {
  let resolved = schema;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { $ref: reference, ...own } = resolved;
    if (typeof reference !== 'string') return resolved;
    const target = lookUp(reference, root);
    if (target === undefined) return resolved;
    resolved = { ...target, ...own };
  }
  return resolved;
}

/** RFC 6901, in a URI fragment. */
function lookUp(reference: string, root: JsonObject): JsonObject | undefined {
  if (!reference.startsWith('#')) return undefined;
  let found: unknown = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const key = decode(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isJsonObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return isJsonObject(found) ? found : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
