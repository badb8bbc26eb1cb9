/**
 * The environment of child processes under `mcpwatch run`. A program that gives its children an environment of their own
 * (the MCP SDK's stdio client passes six variables on) would hide the servers that it starts: such an environment gets
 * the preload and the MCPWATCH_ variables added, and is otherwise as the program made it.
 */
import { parseSwitch } from '../config/switch-word.js';
import { withPreload } from '../run/preload-option.js';
import type { AdaptEnvironment } from './child-spawn.js';

const OURS = 'MCPWATCH_';
const NODE_OPTIONS = 'NODE_OPTIONS';
const DISABLED = 'MCPWATCH_DISABLED';

/** `env`: the environment of this process; it is read again at each start. */
export function createChildEnvironment(
  preloadPath: string,
  env: Readonly<Record<string, string | undefined>>,
): AdaptEnvironment {
  return ({ pairs }) => {
    const given = new Map(pairs.map(divide));
    if (parseSwitch(given.get(DISABLED) ?? '') === true) return undefined;
    const options = withPreload(given.get(NODE_OPTIONS), preloadPath);
    const missing = Object.keys(env).filter((name) => name.startsWith(OURS) && !given.has(name));
    const adapted = [
      // In place: the order of variables can be seen from inside the child.
      ...pairs.map((pair) => (divide(pair)[0] === NODE_OPTIONS ? `${NODE_OPTIONS}=${options}` : pair)),
      ...(given.has(NODE_OPTIONS) ? [] : [`${NODE_OPTIONS}=${options}`]),
      ...missing.map((name) => `${name}=${env[name]}`),
    ];
    return adapted.length === pairs.length && options === given.get(NODE_OPTIONS) ? undefined : adapted;
  };
}

/** On Windows names of variables are the same in any case. */
function divide(pair: string): readonly [name: string, value: string] {
  // A name on Windows can begin with `=`.
  const at = pair.indexOf('=', 1);
  const name = pair.slice(0, at);
  return [process.platform === 'win32' ? name.toUpperCase() : name, pair.slice(at + 1)];
}
