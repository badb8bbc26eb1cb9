/**
 * The variables of the process. A host may put anything in place of `process.env`: nothing, or an object that throws
 * when it is read (#9 B11).
 */
import { savedBuiltins } from './builtins.js';

const { env: atPreload } = savedBuiltins;

/** Where the present ones cannot be read, those that the process was started with. */
export function environment(): NodeJS.ProcessEnv {
  const present = presentEnv();
  if (isObject(present) && present === atPreload) return present;
  return copyOf(present) ?? copyOf(atPreload) ?? {};
}

const isObject = (value: unknown): value is NodeJS.ProcessEnv => typeof value === 'object' && value !== null;

function presentEnv(): unknown {
  try {
    return process.env;
  } catch {
    return undefined;
  }
}

function copyOf(env: unknown): NodeJS.ProcessEnv | undefined {
  if (!isObject(env)) return undefined;
  try {
    return Object.fromEntries(Object.entries(env).filter(([, value]) => typeof value === 'string'));
  } catch {
    return undefined;
  }
}
