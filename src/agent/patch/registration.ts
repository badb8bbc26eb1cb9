/** Notes where tools, prompts and resources are registered: wraps the methods of `McpServer` that do it (SDK 1.0 to 2.4). */
import { type RegisteredKind, recordRegistrations, registrationsOf } from '../../registrations.js';
import { fieldOf, innerServerOf, isMethod, isObject, mcpServerOf } from '../../sdk-object.js';
import { stackPlace } from '../../stack-place.js';
import { wrapFunction, wrapMethod } from './wrap.js';

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
  for (const [name, kind] of METHODS) watchMethod(prototype, name, kind, (mcpServer) => mcpServer);
  watchTasks(prototype);
}

function watchMethod(target: object, name: string, kind: RegisteredKind, serverOf: (self: unknown) => unknown): void {
  wrapMethod(
    target,
    name,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const registered = Reflect.apply(original, this, args);
        note(serverOf(this), kind, args);
        return registered;
      },
  );
}

/** `experimental.tasks` (SDK 1.24 and later 1.x) is of a class of its own, which is first seen when the host asks for it. */
function watchTasks(prototype: object): void {
  const own = Object.getOwnPropertyDescriptor(prototype, 'experimental');
  if (own?.get === undefined || own.configurable !== true) return;
  const get = wrapFunction(
    own.get,
    (original) =>
      function (this: unknown) {
        const experimental = Reflect.apply(original, this, []);
        const tasks = fieldOf(experimental, 'tasks');
        const shared: unknown = isObject(tasks) ? Object.getPrototypeOf(tasks) : undefined;
        if (isObject(shared)) watchMethod(shared, 'registerToolTask', 'tool_call', mcpServerOf);
        return experimental;
      },
  );
  Object.defineProperty(prototype, 'experimental', { ...own, get });
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
