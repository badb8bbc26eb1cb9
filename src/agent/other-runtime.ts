/** Runtimes that load the preload and cannot be observed: mcpwatch installs nothing in them. */
import { parseSwitch } from '../config/switch-word.js';

/** Deno and Bun load Node's preloads, and an old Node may be started by anything that has the variables of a run. */
export interface OtherRuntime {
  /** `Deno 2.9.6`. */
  readonly name: string;
  readonly why: string;
  readonly isNode: boolean;
}

/** `undefined` in a Node that is new enough. */
export function otherRuntime(): OtherRuntime | undefined {
  for (const [key, name] of [
    ['deno', 'Deno'],
    ['bun', 'Bun'],
  ] as const) {
    const version: unknown = Reflect.get(process.versions, key);
    if (typeof version === 'string')
      return { name: `${name} ${version}`, why: 'mcpwatch observes Node.js only', isNode: false };
  }
  if (isNewEnough()) return undefined;
  return {
    name: `Node.js ${process.version}`,
    why: 'mcpwatch needs Node.js 20.19 or newer (22.3 or newer of version 22)',
    isNode: true,
  };
}

/** `process.getBuiltinModule` is missing in 21, and in 22 before 22.3. */
const FIRST_MINOR: Readonly<Record<number, number>> = { 20: 19, 21: Number.POSITIVE_INFINITY, 22: 3 };

function isNewEnough(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major >= 20 && minor >= (FIRST_MINOR[major] ?? 0);
}

/** What a person should know about it; `undefined` when it was asked not to be said. */
export function otherRuntimeLine({ name, why }: OtherRuntime): string | undefined {
  const level = readVariable('MCPWATCH_LOG');
  if (parseSwitch(readVariable('MCPWATCH_DISABLED')) === true || /^\s*(?:off|error)\s*$/i.test(level)) return undefined;
  return `nothing is watched in this process: it runs in ${name}, and ${why}`;
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
