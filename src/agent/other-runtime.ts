/** Runtimes that load Node's preloads but are not Node: mcpwatch installs nothing in them. */
import { parseSwitch } from '../config/switch-word.js';

/** `Deno 2.9.6`; `undefined` in Node. */
export function otherRuntime(): string | undefined {
  for (const [key, name] of [
    ['deno', 'Deno'],
    ['bun', 'Bun'],
  ] as const) {
    const version: unknown = Reflect.get(process.versions, key);
    if (typeof version === 'string') return `${name} ${version}`;
  }
  return undefined;
}

/** What a person should know about it; `undefined` when it was asked not to be said. */
export function otherRuntimeLine(runtime: string): string | undefined {
  const level = readVariable('MCPWATCH_LOG');
  if (parseSwitch(readVariable('MCPWATCH_DISABLED')) === true || /^\s*(?:off|error)\s*$/i.test(level)) return undefined;
  return `nothing is watched in this process: it runs in ${runtime}, and mcpwatch observes Node.js only`;
}

interface DenoPermissions {
  readonly permissions: { querySync(wanted: { name: 'env'; variable: string }): { readonly state: string } };
}

/** Deno asks its user before a program may read a variable: that question must not come from us. */
function readVariable(variable: string): string {
  const deno: unknown = Reflect.get(globalThis, 'Deno');
  if (isDeno(deno) && deno.permissions.querySync({ name: 'env', variable }).state !== 'granted') return '';
  return process.env[variable] ?? '';
}

function isDeno(value: unknown): value is DenoPermissions {
  return typeof value === 'object' && value !== null && 'permissions' in value;
}
