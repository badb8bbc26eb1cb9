/** Where the tools, prompts and resources of a server were registered, as its calls and its lists say. */
import type { Registered } from '../../analysis/rows/registered.js';
import { isRecord, type ReceivedEvent } from './event-shape.js';
import { attribute } from './row-draft.js';

const TYPE_OF_LIST: Readonly<Record<string, string>> = {
  'tools/list': 'tool_call',
  'prompts/list': 'prompt_get',
  'resources/list': 'resource_read',
};
const LONGEST_PLACE = 1000;
const MOST = 500;

export function registrationsIn({
  event_type,
  event_name,
  mcp_method,
  attributes,
}: ReceivedEvent): readonly Registered[] {
  const at = attribute(attributes, 'mcpwatch.registered_at');
  if (at !== null) return [{ event_type, name: event_name, at }];
  const listed = attribute(attributes, 'mcpwatch.list.registered_at');
  const type = Object.hasOwn(TYPE_OF_LIST, mcp_method) ? TYPE_OF_LIST[mcp_method] : undefined;
  return listed === null || type === undefined ? [] : listedIn(listed, type);
}

/** By file, then by name: line and column. */
function listedIn(text: string, event_type: string): readonly Registered[] {
  const files = parsed(text);
  if (!isRecord(files)) return [];
  return Object.entries(files)
    .flatMap(([file, names]) =>
      Object.entries(isRecord(names) ? names : {}).map(([name, position]) => ({
        event_type,
        name,
        at: `${file}:${String(position)}`,
      })),
    )
    .filter(({ at }) => at.length <= LONGEST_PLACE && /:\d+:\d+$/.test(at))
    .slice(0, MOST);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
