/** Where what is called, or listed, was registered. */
import type { RegisteredKind, Registrations } from '../../registrations.js';
import { type Attributes, NOTHING } from './attributes.js';
import type { Call } from './call.js';
import type { RecordedList } from './list-replies.js';

const KIND_OF_LIST: Readonly<Record<string, RegisteredKind>> = {
  'tools/list': 'tool_call',
  'prompts/list': 'prompt_get',
  'resources/list': 'resource_read',
  'resources/templates/list': 'resource_read',
};

/** `list`: the reply, when it is one; what is not new says nothing more. */
export function registrationAttributes(
  { rule, method, name }: Call,
  list: RecordedList | undefined,
  known: Registrations | undefined,
): Attributes {
  if (known === undefined) return NOTHING;
  const kind = list === undefined || list.result === null ? undefined : KIND_OF_LIST[method];
  if (kind !== undefined) return { 'mcpwatch.list.registered_at': known.list(kind) };
  const place = known.placeOf(rule.type, name);
  return place === undefined ? NOTHING : { 'mcpwatch.registered_at': place };
}
