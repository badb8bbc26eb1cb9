/**
 * Adds the preload to NODE_OPTIONS. As `--require` with an absolute path: a bare name would be resolved from the working
 * directory, and any `--import` makes Node load CommonJS entries through the ESM loader.
 */

/** Inside double quotes Node takes a backslash as an escape; outside them a space ends the option. */
function quote(path: string): string {
  return `"${path.replaceAll(/[\\"]/g, '\\$&')}"`;
}

/** `existing` with the preload added; unchanged when it is there already (a run inside a run). */
export function withPreload(existing: string | undefined, preloadPath: string): string {
  const option = `--require ${quote(preloadPath)}`;
  if (existing === undefined || existing.trim() === '') return option;
  return existing.includes(option) ? existing : `${existing} ${option}`;
}
