/** Notes where tools, prompts and resources are registered: wraps the methods of `McpServer` that do it (SDK 1.0 to 2.4). */
import { type RegisteredKind, recordRegistrations, registrationsOf } from '../../registrations.js';
import { fieldOf, innerServerOf, isMethod, isObject } from '../../sdk-object.js';
import { stackPlace } from '../../stack-place.js';
import { wrapMethod } from './wrap.js';

const METHODS: readonly (readonly [name: string, RegisteredKind])[] = [
  ['tool', 'tool_call'],
  ['registerTool', 'tool_call'],
  ['prompt', 'prompt_get'],
  ['registerPrompt', 'prompt_get'],
  ['resource', 'resource_read'],
  ['registerResource', 'resource_read'],
];

/** Only under MCPWATCH_SOURCES: each wrapper is a frame in the stacks that the host sees. */
export function watchRegistrations(prototype: object): void {
  recordRegistrations();
  for (const [name, kind] of METHODS) {
    wrapMethod(
      prototype,
      name,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          const registered = Reflect.apply(original, this, args);
          note(this, kind, args);
          return registered;
        },
    );
  }
}

function note(mcpServer: unknown, kind: RegisteredKind, [name, target]: readonly unknown[]): void {
  try {
    const known = registrationsOf(innerServerOf(mcpServer));
    const { place } = stackPlace();
    if (known === undefined || place === '') return;
    const template = kind === 'resource_read' ? fieldOf(target, 'uriTemplate') : undefined;
    // A resource is listed and read by its address.
    const shown = kind === 'resource_read' ? (template ?? target) : name;
    known.note(kind, String(shown), { place, matches: matcherOf(template) });
  } catch {
    // The host's own objects may throw: then nobody knows where it was.
  }
}

/** The SDK's own test whether an address fits a template. */
function matcherOf(template: unknown): ((uri: string) => boolean) | undefined {
  const match = fieldOf(template, 'match');
  if (!isObject(template) || !isMethod(match)) return undefined;
  return (uri) => isObject(Reflect.apply(match, template, [uri]));
}
