/** The variables of the process. A host may replace `process.env`: what is no object is not asked (#9 B11). */
import { savedBuiltins } from './builtins.js';

const isEnvironment = (value: unknown): value is NodeJS.ProcessEnv => typeof value === 'object' && value !== null;

const { env: atPreload } = savedBuiltins;

export function environment(): NodeJS.ProcessEnv {
  const { env }: { env?: unknown } = process;
  if (isEnvironment(env)) return env;
  return isEnvironment(atPreload) ? atPreload : {};
}
