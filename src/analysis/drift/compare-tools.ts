/** Drift: what has changed between two lists of tools, as `tools/list` answers them. */
import { canonicalJson, isJsonObject, isSameJson, type JsonObject, objectAt } from '../json.js';
import { DRIFT_CLASSES, type DriftChange, type DriftClass, type ToolChange } from './change.js';
import { compareSchemas } from './compare-schema.js';

/** A tool's definition; only the name is sure to be there. */
export type ToolDefinition = JsonObject & { readonly name: string };

/** The entries of a `tools/list` result that are tools. */
export function toolsIn(result: unknown): readonly ToolDefinition[] {
  const tools = isJsonObject(result) ? result['tools'] : undefined;
  return Array.isArray(tools) ? tools.filter(isTool) : [];
}

function isTool(value: unknown): value is ToolDefinition {
  return isJsonObject(value) && typeof value['name'] === 'string';
}

/** All changes, the worst first. The order of tools and of keys is no change. */
export function compareTools(
  before: readonly ToolDefinition[],
  after: readonly ToolDefinition[],
): readonly DriftChange[] {
  const from = new Map(before.map((tool) => [tool.name, tool]));
  const to = new Map(after.map((tool) => [tool.name, tool]));
  const names = [...new Set([...from.keys(), ...to.keys()])].sort();
  const changes = names.flatMap((name) =>
    compareTool(from.get(name), to.get(name)).map((change) => ({ ...change, tool: name })),
  );
  return changes.sort((a, b) => severity(a.class) - severity(b.class));
}

const severity = (drift: DriftClass) => DRIFT_CLASSES.indexOf(drift);

function compareTool(before: ToolDefinition | undefined, after: ToolDefinition | undefined): readonly ToolChange[] {
  if (before === undefined) return [{ class: 'additive', path: '', what: 'new tool' }];
  if (after === undefined) return [{ class: 'breaking', path: '', what: 'tool removed' }];
  return [
    ...compareSchemas(objectAt(before, 'inputSchema'), objectAt(after, 'inputSchema'), 'inputSchema', 'input'),
    ...compareOutput(before['outputSchema'], after['outputSchema']),
    ...compareHints(objectAt(before, 'annotations'), objectAt(after, 'annotations')),
    ...compareFields(before, after),
  ];
}

function compareOutput(before: unknown, after: unknown): readonly ToolChange[] {
  if (isJsonObject(before) && isJsonObject(after)) return compareSchemas(before, after, 'outputSchema', 'output');
  if (isJsonObject(before)) return [{ class: 'breaking', path: 'outputSchema', what: 'removed' }];
  return isJsonObject(after) ? [{ class: 'additive', path: 'outputSchema', what: 'added' }] : [];
}

/** Clients decide by these hints whether to ask the user (spec: ToolAnnotations); the value that asks less is listed. */
const HARMLESS: Readonly<Record<string, boolean>> = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

function compareHints(before: JsonObject, after: JsonObject): readonly ToolChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !isSameJson(before[name], after[name]))
    .map((name) => ({
      class: name in HARMLESS && before[name] === HARMLESS[name] ? 'breaking' : 'description',
      path: `annotations.${name}`,
      what: `${canonicalJson(before[name])} → ${canonicalJson(after[name])}`,
    }));
}

const FIELDS: Readonly<Record<string, DriftClass>> = {
  description: 'description',
  title: 'description',
  execution: 'breaking',
};
const COMPARED_ELSEWHERE = ['name', 'inputSchema', 'outputSchema', 'annotations'];

function compareFields(before: ToolDefinition, after: ToolDefinition): readonly ToolChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !COMPARED_ELSEWHERE.includes(name) && !isSameJson(before[name], after[name]))
    .map((name) => ({ class: FIELDS[name] ?? 'cosmetic', path: name, what: 'changed' }));
}
