/**
 * How the preload gets into a command's NODE_OPTIONS. `--require` by absolute path: bare names resolve from the
 * working directory, and any `--import` sends CommonJS entries through the ESM loader.
 */

/** Inside double quotes Node takes a backslash as an escape; outside them a space ends the option. */
function quote(path: string): string {
  return `"${path.replaceAll(/[\\"]/g, '\\$&')}"`;
}

/** `existing` with the preload added; unchanged when it is there already (a run inside a run). */
export function withPreload(existing: string | undefined, registerPath: string): string {
  const option = `--require ${quote(registerPath)}`;
  if (existing === undefined || existing.trim() === '') return option;
  return existing.includes(option) ? existing : `${existing} ${option}`;
}
